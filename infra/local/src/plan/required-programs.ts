import type { ProgramName } from '@kcs/private-servers';
import type { StartSettings } from './settings.ts';

/**
 * Returns the server programs that this start needs: HAProxy, and those of all servers that the user does not provide.
 */
export function listRequiredPrograms({ provided }: Pick<StartSettings, 'provided'>): ProgramName[] {
  const programs: ProgramName[] = ['haproxy'];
  if (!provided.postgres) programs.push('postgresql');
  if (!provided.redis) programs.push('redis-server');
  if (!provided.nats) programs.push('nats-server');
  return programs;
}
