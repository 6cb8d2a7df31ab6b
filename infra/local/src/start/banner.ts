import { join } from 'node:path';
import type { StartPlan } from '../plan/make-plan.ts';
import type { StartSettings } from '../plan/settings.ts';
import { getDemoPassword, isFrontDoorExposed } from './demo-password.ts';

/** Returns the text that is printed when a start is complete: addresses, demo accounts, and how to stop. */
export function formatStartBanner(settings: StartSettings, plan: StartPlan): string {
  const { port, socketsPort, folder, production, publicUrl, development, inspect } = settings;
  const replicaSpecs = [...plan.services, ...plan.gateways];
  const natsServer = plan.servers.find(({ name }) => name === 'nats');
  const bannerLines = [
    '',
    '  KCS Chat is running.',
    '',
    `  Web page     ${publicUrl}`,
    `  REST         http://localhost:${port}/api/v1      reference: http://localhost:${port}/docs`,
    `  Sockets      http://localhost:${socketsPort}             (and http://localhost:${port}/socket.io/)`,
    ...(natsServer ? [`  NATS         ${natsServer.url}     for programs that publish notifications`] : []),
    `  Processes    ${replicaSpecs.map(({ name }) => name).join(', ')}`,
    `  State        ${join(folder, 'state.json')}`,
    `  Logs         ${join(folder, 'logs')}`,
  ];
  if (inspect) {
    const debuggerPortTexts = replicaSpecs.map(({ name, inspectPort }) => `${name} ${inspectPort}`);
    bannerLines.push(`  Debuggers    ${debuggerPortTexts.join(', ')}`);
  }
  if (!production) {
    bannerLines.push(
      '',
      '  Log in as    teacher@school.com, student@school.com, parent@school.com or admin@school.com',
      `  Password     ${getDemoPassword(settings)}`,
    );
  }
  if (!production && isFrontDoorExposed(settings)) {
    bannerLines.push(
      '',
      '  Warning      Other machines can reach this system, and this is a development start. The demo accounts have',
      '               a generated password. Use NODE_ENV=production for real data.',
    );
  }
  if (development) bannerLines.push('', '  Edit a file: services restart, and the page updates by itself.');
  return [...bannerLines, '', '  Ctrl-C stops everything. Your data is kept.', ''].join('\n');
}
