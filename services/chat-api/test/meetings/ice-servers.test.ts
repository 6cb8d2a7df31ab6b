import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { findFreePort, findTurnServer } from '@kcs/private-servers';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { createIceServers } from '../../src/meetings/ice-servers.ts';
import { allocateTurn } from '../support/allocate-turn.ts';

const SECRET = 'shared-with-the-turn-server';
const USER_ID = `user_${'0'.repeat(26)}`;
const NOW = Date.parse('2026-01-31T08:00:00.000Z');
const turnServer = findTurnServer();

const createServers = (
  now: number,
  config: object = { TURN_URLS: ['turn:turn.school.example'], TURN_SECRET: SECRET },
) => createIceServers({ config, clock: { now: () => now } }, USER_ID);

t.test('without configured servers, the list is empty', async (t) => {
  t.same(createServers(NOW, {}), { iceServers: [], expiresAt: null });
});

t.test('TURN servers get credentials that name the user and expire after 12 hours (MEET-3)', async (t) => {
  const { iceServers, expiresAt } = createServers(NOW, {
    STUN_URLS: ['stun:stun.school.example'],
    TURN_URLS: ['turn:turn.school.example', 'turns:turn.school.example:443?transport=tcp'],
    TURN_SECRET: SECRET,
  });
  const username = `${NOW / 1_000 + 43_200}:${USER_ID}`;
  t.same(iceServers, [
    { urls: ['stun:stun.school.example'] },
    {
      urls: ['turn:turn.school.example', 'turns:turn.school.example:443?transport=tcp'],
      username,
      credential: createHmac('sha1', SECRET).update(username).digest('base64'),
    },
  ]);
  t.equal(expiresAt, NOW + 43_200_000);
});

t.test(
  'coturn accepts the credentials, and refuses credentials that are expired or signed with another secret',
  { skip: turnServer ? false : 'coturn is not installed on this machine' },
  async (t) => {
    const port = await findFreePort();
    const args = ['-n', '--use-auth-secret', `--static-auth-secret=${SECRET}`, '--realm=school.example'];
    const addresses = ['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`];
    const quiet = ['--no-tls', '--no-dtls', '--no-cli', '--log-file=stdout', `--pidfile=${t.testdir()}/pid`];
    const server = spawn(turnServer as string, [...args, ...addresses, ...quiet], { stdio: 'ignore' });
    t.teardown(() => server.kill('SIGKILL'));
    const allocate = (now: number, secret = SECRET) => {
      const config = { TURN_URLS: ['turn:127.0.0.1'], TURN_SECRET: secret };
      const { username = '', credential = '' } = createServers(now, config).iceServers[0] ?? {};
      return allocateTurn(port, { username, credential });
    };
    t.equal(await eventually('a reply of coturn', () => allocate(Date.now())), 200);
    t.equal(await allocate(Date.now() - 13 * 3_600_000), 401, 'expired');
    t.equal(await allocate(Date.now(), 'another secret'), 401, 'signed with another secret');
  },
);
