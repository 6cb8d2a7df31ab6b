import { join } from 'node:path';
import { runCommand, StartError } from '@kcs/private-servers';
import { getServiceOutdir } from '../plan/service-spec.ts';
import type { StartSettings } from '../plan/settings.ts';
import { LogFile } from '../supervise/log-file.ts';

/**
 * Runs a one-shot program of chat-api, such as `migrate`, until it ends, and writes its output to a log file of the
 * same name. If the program fails, throws a StartError with its last lines of output.
 */
export async function runChatApiJob(
  name: string,
  settings: StartSettings,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const { root, folder } = settings;
  const jobLogFile = new LogFile(join(folder, 'logs', `${name}.log`));
  try {
    const programPath = join(root, 'services', 'chat-api', getServiceOutdir(settings), `${name}.js`);
    await runCommand(process.execPath, ['--enable-source-maps', programPath], {
      env,
      cwd: root,
      signal,
      onLine: (line) => jobLogFile.write(line),
    });
  } catch {
    signal.throwIfAborted();
    throw new StartError(
      `${name} failed:\n${jobLogFile.lastLines()}`,
      `Read the complete log: ${jobLogFile.path}`,
    );
  } finally {
    jobLogFile.close();
  }
}
