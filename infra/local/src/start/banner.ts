import { join } from 'node:path';
import type { Plan } from './plan.ts';
import type { Settings } from './settings.ts';

/** What someone needs once it runs: where to look, how to log in, how to stop. */
export function banner({ port, socketsPort, folder, production, publicUrl }: Settings, plan: Plan): string {
  const replicas = [...plan.services, ...plan.gateways].map(({ name }) => name);
  const lines = [
    '',
    `  KCS Chat runs.`,
    '',
    `  Web page     ${publicUrl}`,
    `  REST         http://localhost:${port}/api/v1      reference: http://localhost:${port}/docs`,
    `  Sockets      http://localhost:${socketsPort}             (and http://localhost:${port}/socket.io/)`,
    `  Replicas     ${replicas.join(', ')}`,
    `  What runs    ${join(folder, 'state.json')}`,
    `  Logs         ${join(folder, 'logs')}`,
  ];
  if (!production) {
    lines.push(
      '',
      '  Log in as    teacher@school.com, student@school.com, parent@school.com or admin@school.com',
      '  Password     password123',
    );
  }
  return [...lines, '', '  Ctrl-C stops everything; the data stay.', ''].join('\n');
}
