import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, findTurnServerPath } from '@kcs/private-servers';
import type { TestContext } from '@kcs/testkit';

const TURN_SECRET = 'secret-of-the-call-drill';

/**
 * Starts coturn on a loopback address. Returns the settings that make chat-api hand out the address and credentials of
 * coturn; undefined if coturn is not installed.
 */
export async function startTurnServer(
  t: Pick<TestContext, 'teardown'>,
): Promise<Readonly<Record<string, string>> | undefined> {
  const turnServerPath = findTurnServerPath();
  if (!turnServerPath) return undefined;
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'kcs-turn-'));
  const turnServer = spawn(
    turnServerPath,
    [
      '-n',
      '--use-auth-secret',
      `--static-auth-secret=${TURN_SECRET}`,
      '--realm=school.example',
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      `--listening-port=${port}`,
      // By default, coturn refuses loopback peers, but all participants of the drill are on this machine.
      '--allow-loopback-peers',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--log-file=stdout',
      `--pidfile=${folder}/pid`,
    ],
    { stdio: 'ignore' },
  );
  t.teardown(() => {
    turnServer.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { TURN_URLS: `turn:127.0.0.1:${port}`, TURN_SECRET };
}
