import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { watchFolders } from '@kcs/private-servers';
import type { Supervisor } from '../supervise/supervisor.ts';
import type { DevelopmentBuilds } from './development-builds.ts';

export interface RestartOnChangeOptions {
  root: string;
  builds: Pick<DevelopmentBuilds, 'rebuildFor'>;
  supervisor: Pick<Supervisor, 'restart'>;
  /**
   * A promise that resolves once all services are running, and rejects if the start fails. Source changes that are made
   * during the start are applied after the promise has resolved.
   */
  started: Promise<void>;
  say(line: string): void;
  signal: AbortSignal;
}

/**
 * Watches the sources of services and packages until the signal is aborted. Rebuilds the services that a change
 * affects, and restarts the replicas of each service whose build has changed. If a service does not build, its last
 * successful build keeps running. If the change is then undone, that build is up to date again, and no restart is
 * needed.
 */
export function restartServicesOnChange(options: RestartOnChangeOptions): void {
  const { root, signal } = options;
  const brokenServices = new Set<string>();
  const startSucceededPromise = options.started.then(
    () => true,
    () => false,
  );
  let lastRebuildPromise = Promise.resolve();
  watchFolders(listSourceFolders(root), {
    signal,
    onChange: (paths) => {
      const changedFiles = paths.map((path) => relative(root, path));
      // Run only one rebuild at a time. Changes during a rebuild cause another one afterward.
      lastRebuildPromise = lastRebuildPromise.then(async () => {
        if ((await startSucceededPromise) && !signal.aborted)
          await rebuildAndRestart(changedFiles, brokenServices, options);
      });
    },
  });
}

function listSourceFolders(root: string): string[] {
  return ['services', 'packages'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name, 'src')),
  );
}

/**
 * Rebuilds the services that the changed files affect, and restarts those whose build output differs. `brokenServices`
 * holds the services whose last build failed.
 */
async function rebuildAndRestart(
  changedFiles: readonly string[],
  brokenServices: Set<string>,
  { builds, supervisor, say }: RestartOnChangeOptions,
): Promise<void> {
  const startedAt = performance.now();
  const buildResults = await builds.rebuildFor(changedFiles);
  for (const { service, changed, error } of buildResults) {
    const wasBroken = brokenServices.delete(service);
    if (error) {
      brokenServices.add(service);
      say(`${service} does not build. The running version is kept.\n${error.message}`);
    } else if (wasBroken && !changed) {
      say(`${service} builds without errors again. The running version is up to date.`);
    }
  }
  const changedServices = buildResults.filter((result) => result.changed).map(({ service }) => service);
  if (changedServices.length === 0) return;
  say(`Rebuilt ${changedServices.join(', ')} in ${Math.round(performance.now() - startedAt)} ms`);
  await supervisor.restart((name) => changedServices.some((service) => name.startsWith(`${service}-`)));
}
