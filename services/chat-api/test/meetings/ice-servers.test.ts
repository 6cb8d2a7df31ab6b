import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { findFreePort, findTurnServerPath } from '@kcs/private-servers';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { createIceServerList } from '../../src/meetings/ice-servers.ts';
import { allocateTurn } from '../support/allocate-turn.ts';

const SHARED_TURN_SECRET = 'shared-with-the-turn-server';
const USER_ID = `user_${'0'.repeat(26)}`;
const NOW_MS = Date.parse('2026-01-31T08:00:00.000Z');
const turnServerPath = findTurnServerPath();

const createIceServersAt = (
  now: number,
  config: object = { TURN_URLS: ['turn:turn.school.example'], TURN_SECRET: SHARED_TURN_SECRET },
) => createIceServerList({ config, clock: { now: () => now } }, USER_ID);

t.test('without configured servers, the list is empty', async (t) => {
  t.same(createIceServersAt(NOW_MS, {}), { iceServers: [], expiresAt: null });
});

t.test('TURN servers get credentials that name the user and expire after 12 hours (MEET-3)', async (t) => {
  const { iceServers, expiresAt } = createIceServersAt(NOW_MS, {
    STUN_URLS: ['stun:stun.school.example'],
    TURN_URLS: ['turn:turn.school.example', 'turns:turn.school.example:443?transport=tcp'],
    TURN_SECRET: SHARED_TURN_SECRET,
  });
  const expectedUsername = `${NOW_MS / 1_000 + 43_200}:${USER_ID}`;
  t.same(iceServers, [
    { urls: ['stun:stun.school.example'] },
    {
      urls: ['turn:turn.school.example', 'turns:turn.school.example:443?transport=tcp'],
      username: expectedUsername,
      credential: createHmac('sha1', SHARED_TURN_SECRET).update(expectedUsername).digest('base64'),
    },
  ]);
  t.equal(expiresAt, NOW_MS + 43_200_000);
});

t.test(
  'coturn accepts the credentials, and refuses credentials that are expired or signed with another secret',
  { skip: turnServerPath ? false : 'coturn is not installed on this machine' },
  async (t) => {
    const turnPort = await findFreePort();
    const authArgs = [
      '-n',
      '--use-auth-secret',
      `--static-auth-secret=${SHARED_TURN_SECRET}`,
      '--realm=school.example',
    ];
    const addressArgs = ['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${turnPort}`];
    const quietArgs = [
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--log-file=stdout',
      `--pidfile=${t.testdir()}/pid`,
    ];
    const turnServerProcess = spawn(turnServerPath as string, [...authArgs, ...addressArgs, ...quietArgs], {
      stdio: 'ignore',
    });
    t.teardown(() => turnServerProcess.kill('SIGKILL'));
    const allocateRelay = (now: number, secret = SHARED_TURN_SECRET) => {
      const turnConfig = { TURN_URLS: ['turn:127.0.0.1'], TURN_SECRET: secret };
      const { username = '', credential = '' } = createIceServersAt(now, turnConfig).iceServers[0] ?? {};
      return allocateTurn(turnPort, { username, credential });
    };
    t.equal(await eventually('a reply of coturn', () => allocateRelay(Date.now())), 200);
    t.equal(await allocateRelay(Date.now() - 13 * 3_600_000), 401, 'expired');
    t.equal(await allocateRelay(Date.now(), 'another secret'), 401, 'signed with another secret');
  },
);
