import { eventually } from '@kcs/testkit';
import t from 'tap';
import { connect } from './support/chat-client.ts';
import { startGatewayProcess } from './support/gateway-process.ts';
import { range } from './support/range.ts';
import { startServicesStandIn } from './support/services-stand-in.ts';
import { startServers } from './support/world.ts';

t.test('gateways as processes', async (t) => {
  const servers = await startServers(t);
  const api = await startServicesStandIn(t, servers.nats.url);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];

  t.test(
    'one killed under traffic: the others’ sockets miss nothing, and a default client returns',
    async (t) => {
      const gateways = await Promise.all([startGatewayProcess(t, servers), startGatewayProcess(t, servers)]);
      const roomId = await api.room(ada, bob);
      const survivor = await connect(t, gateways[0].url, ada);
      const orphan = await connect(t, gateways[1].url, bob);
      await survivor.join([roomId]);
      await orphan.join([roomId]);
      const sending = (async () => {
        for (let at = 0; at < 400; at += 1) await api.send(roomId, ada, `message ${at}`);
      })();
      await orphan.next('new-chat-message', ({ seq }) => seq > 50);
      await gateways[1].kill('SIGKILL');
      await sending;
      await eventually('the survivor has all', () => survivor.seqs().length >= 400);
      t.same(survivor.seqs(), range(2, 401));
      await eventually('the orphan notices', () => orphan.disconnects.length === 1);
      t.not(orphan.disconnects[0], 'io server disconnect');
      const had = orphan.seqs().at(-1) as number;
      t.same(orphan.seqs(), range(2, had), 'what it had was in order');
      const back = await connect(t, gateways[0].url, bob);
      const { missed, heads } = await back.join([roomId], { [roomId]: had });
      t.equal(heads[roomId], 401);
      const gap = missed?.[roomId];
      t.same(gap && 'events' in gap ? gap.events.map(({ seq }) => seq) : gap, range(had + 1, 401));
    },
  );

  t.test('SIGTERM: no new ones wanted, sockets told and let go to return, exit 0', async (t) => {
    const gateway = await startGatewayProcess(t, servers, { DRAIN_NOTICE_MS: '1500', DRAIN_MS: '200' });
    await eventually('ready', async () => (await fetch(`${gateway.opsUrl}/readyz`)).status === 200);
    const client = await connect(t, gateway.url, ada, { reconnection: false });
    const exit = gateway.kill('SIGTERM');
    await eventually('not wanted', async () => (await fetch(`${gateway.opsUrl}/readyz`)).status === 404);
    const late = await connect(t, gateway.url, bob, { reconnection: false });
    t.ok(client.connected, 'until the balancer has noticed, nothing else happens');
    for (const one of [client, late]) {
      const { reconnectInMs } = await one.next('server-draining');
      t.ok(reconnectInMs >= 0 && reconnectInMs <= 5_000);
      await eventually('let go', () => one.disconnects.length === 1);
      t.same(one.disconnects, ['transport close'], 'a default client returns after this');
    }
    t.equal(await exit, 0);
  });

  t.test('ready only while every dependency is', async (t) => {
    const gateway = await startGatewayProcess(t, servers);
    const ready = async () => (await fetch(`${gateway.opsUrl}/readyz`)).status === 200;
    await eventually('ready', ready);
    await api.silence();
    await eventually('not ready without chat-api', async () => !(await ready()));
    api.respond();
    await eventually('ready again', ready);
    await servers.redis.kill();
    await eventually('not ready without Redis', async () => !(await ready()));
    const client = await connect(t, gateway.url, ada);
    t.ok(client.connected, 'it still admits');
    await servers.redis.start();
    await eventually('ready again', ready);
    t.match(
      await (await fetch(`${gateway.opsUrl}/metrics`)).text(),
      /kcs_gateway_redis_path_whole\{[^}]*\} 1/,
    );
  });
});
