import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assertPortsFree, listMissingPrograms, runCommand, StartError } from '@kcs/private-servers';
import { createStartPlan } from '../plan/make-plan.ts';
import { listRequiredPrograms } from '../plan/required-programs.ts';
import type { StartSettings } from '../plan/settings.ts';
import type { StartContext } from './context.ts';

interface StartCheck {
  readonly name: string;
  run(): Promise<void>;
}

/**
 * Checks whether a start would succeed, without starting any of its processes. Prints the result of each check. Returns
 * exit code 0 if all checks pass, and 1 if not.
 */
export async function runAllStartChecks(
  settings: StartSettings,
  { say, signal }: StartContext,
): Promise<number> {
  const startChecks: StartCheck[] = [
    { name: 'programs', run: () => checkRequiredPrograms(settings) },
    { name: 'ports', run: () => assertPortsFree([settings.port, settings.socketsPort]) },
    ...['chat-api', 'presence', 'realtime-gateway'].map((service) => ({
      name: `configuration of ${service}`,
      run: () => checkService(service, settings, signal),
    })),
  ];
  let failedCheckCount = 0;
  for (const { name, run } of startChecks) {
    try {
      await run();
      say(`ok      ${name}`);
    } catch (error) {
      signal.throwIfAborted();
      failedCheckCount += 1;
      say(`NOT OK  ${name}: ${(error as Error).message}`);
      if (error instanceof StartError) say(`        ${error.fix}`);
    }
  }
  return failedCheckCount === 0 ? 0 : 1;
}

async function checkRequiredPrograms(settings: StartSettings): Promise<void> {
  const missingPrograms = listMissingPrograms(listRequiredPrograms(settings));
  if (missingPrograms.length > 0) {
    throw new StartError(
      `Not installed: ${missingPrograms.join(', ')}`,
      'Run npm start once, which installs them.',
    );
  }
}

async function checkService(service: string, settings: StartSettings, signal: AbortSignal): Promise<void> {
  const startPlan = await createStartPlan(settings);
  const serviceSpec = [...startPlan.services, ...startPlan.gateways].find(
    ({ name }) => name === `${service}-1`,
  );
  const programPath = join(settings.root, 'services', service, 'dist', 'main.js');
  if (!serviceSpec || !existsSync(programPath)) {
    throw new StartError(`${programPath} does not exist`, 'Build all programs: npm run build');
  }
  await runCommand(serviceSpec.command, [programPath, '--check-config'], {
    env: serviceSpec.env,
    cwd: settings.root,
    signal,
  });
}
