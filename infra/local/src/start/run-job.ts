import { join } from 'node:path';
import { runCommand, StartError } from '@kcs/private-servers';
import { LogFile } from '../supervise/log-file.ts';
import type { Settings } from './settings.ts';

/** Runs a program of chat-api that does its work and ends, such as `migrate`; its output goes to its own log. */
export async function runJob(
  name: string,
  { root, folder }: Settings,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const log = new LogFile(join(folder, 'logs', `${name}.log`));
  try {
    const program = join(root, 'services', 'chat-api', 'dist', `${name}.js`);
    await runCommand(process.execPath, [program], {
      env,
      cwd: root,
      signal,
      onLine: (line) => log.write(line),
    });
  } catch {
    signal.throwIfAborted();
    throw new StartError(`${name} failed:\n${log.lastLines()}`, `its whole log is in ${log.path}`);
  } finally {
    log.close();
  }
}
