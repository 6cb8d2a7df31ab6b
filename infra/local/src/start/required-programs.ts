import type { Program } from '@kcs/private-servers';
import type { Settings } from './settings.ts';

/** The servers this start runs itself; the balancer always. */
export function neededPrograms({ given }: Pick<Settings, 'given'>): Program[] {
  const programs: Program[] = ['haproxy'];
  if (!given.postgres) programs.push('postgresql');
  if (!given.redis) programs.push('redis-server');
  if (!given.nats) programs.push('nats-server');
  return programs;
}
