import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missingPrograms, requirePorts, runCommand, StartError } from '@kcs/private-servers';
import type { Context } from './context.ts';
import { makePlan } from './plan.ts';
import { neededPrograms } from './required-programs.ts';
import type { Settings } from './settings.ts';

/** Whether a start would succeed, as far as that can be known without starting: every finding, then 0 or 1. */
export async function checkEverything(settings: Settings, { say, signal }: Context): Promise<number> {
  const findings: [string, () => Promise<void>][] = [
    [
      'programs',
      async () => {
        const missing = missingPrograms(neededPrograms(settings));
        if (missing.length > 0)
          throw new StartError(`not installed: ${missing.join(', ')}`, 'npm start installs them');
      },
    ],
    ['ports', () => requirePorts([settings.port, settings.socketsPort])],
    ...['chat-api', 'presence', 'realtime-gateway'].map((service): [string, () => Promise<void>] => [
      `configuration of ${service}`,
      () => checkService(service, settings, signal),
    ]),
  ];
  let failed = 0;
  for (const [name, look] of findings) {
    try {
      await look();
      say(`ok      ${name}`);
    } catch (error) {
      signal.throwIfAborted();
      failed += 1;
      say(`NOT OK  ${name}: ${(error as Error).message}`);
      if (error instanceof StartError) say(`        ${error.fix}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

async function checkService(service: string, settings: Settings, signal: AbortSignal): Promise<void> {
  const plan = await makePlan(settings);
  const spec = [...plan.services, ...plan.gateways].find(({ name }) => name === `${service}-1`);
  const program = join(settings.root, 'services', service, 'dist', 'main.js');
  if (!spec || !existsSync(program))
    throw new StartError(`${program} is not there`, 'build it: npm run build');
  await runCommand(spec.command, [program, '--check-config'], { env: spec.env, cwd: settings.root, signal });
}
