import { createSkewedClockEnv, eventually, startSystem } from '@kcs/testkit';
import t from 'tap';

const MINUTE_MS = 60_000;

t.test(
  'AUTH-2: clock differences between machines end no session and hide no room',
  { timeout: 120_000 },
  async (t) => {
    // The token lifetime is shorter than the clock differences in this test. If a service trusted its own clock, it would
    // refuse every token.
    const system = await startSystem(t, { apis: 2, gateways: 2, env: { ACCESS_TOKEN_TTL_S: '120' } });
    const skewMsByService = new Map([
      [system.apis[1], -10 * MINUTE_MS],
      [system.gateways[0], 10 * MINUTE_MS],
      [system.gateways[1], -10 * MINUTE_MS],
    ]);
    for (const [service, skewMs] of skewMsByService) {
      await service?.kill();
      await service?.start({ env: createSkewedClockEnv(skewMs), probe: 'live' });
    }
    const ada = await system.user({ name: 'Ada' });
    const bob = await system.user({ name: 'Bob' });

    t.test('every replica accepts the tokens that other replicas issued', async (t) => {
      const loggedInUsers = [ada, bob];
      for (let n = 0; n < 4; n += 1) loggedInUsers.push(await bob.login());
      for (const user of loggedInUsers) {
        for (const api of system.apis)
          t.match(await user.request('GET', '/auth/me', undefined, { api }), { status: 200 });
        for (const gateway of system.gateways) t.ok((await user.connect(gateway)).connected);
      }
    });

    t.test('a refresh token can be sent several times, even to replicas with different clocks', async (t) => {
      const { refreshToken } = await bob.login();
      for (const api of [...system.apis, ...system.apis]) {
        const response = await bob.request('POST', '/auth/refresh', { refresh_token: refreshToken }, { api });
        t.match(response, { status: 200 });
        const authorizationHeaders = { authorization: `Bearer ${response.body.data.token}` };
        t.match(await ada.request('GET', '/auth/me', undefined, { api, headers: authorizationHeaders }), {
          status: 200,
        });
      }
    });

    t.test(
      'sockets on gateways with wrong clocks receive notifications, room changes, and removals',
      async (t) => {
        for (const gateway of system.gateways) {
          const carol = await system.user({ name: 'Carol' });
          const carolSocket = await carol.connect(gateway);
          const room = await system.room({ owner: ada, members: [carol], name: 'First' });
          await carolSocket.next('chat-notification', ({ data }) => data.roomId === room.id);
          await ada.request('PATCH', `/chat/rooms/${room.id}`, { name: 'Second' });
          await carolSocket.next('chat-room-updated', ({ name }) => name === 'Second');
          await ada.request('DELETE', `/chat/rooms/${room.id}/members/${carol.id}`);
          await carolSocket.next('room-members-changed', ({ removed }) => removed.includes(carol.id));
          t.same(carolSocket.disconnects, []);
        }
      },
    );

    t.test('each service with a wrong clock reports the difference at /readyz and in its log', async (t) => {
      for (const [service, skewMs] of skewMsByService) {
        const expectedClockText = `600 s ${skewMs > 0 ? 'ahead of' : 'behind'} the clock of PostgreSQL`;
        const clockReport = await eventually(`the clock of ${service?.name}`, async () => {
          const response = await fetch(`${service?.ops}/readyz`);
          const { dependencies } = (await response.json()) as { dependencies: { clock: { error?: string } } };
          const { error } = dependencies.clock;
          return error === undefined ? undefined : { status: response.status, error };
        });
        t.equal(clockReport.status, 404);
        t.ok(clockReport.error.includes(expectedClockText), clockReport.error);
        t.ok(
          service?.log.lines.some((line) => line.includes(expectedClockText)),
          'logged',
        );
      }
    });
  },
);
