import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startGatewayProcess } from './support/gateway-process.ts';
import { range } from './support/range.ts';
import { startServers } from './support/servers.ts';
import { startServicesStandIn } from './support/services-stand-in.ts';

t.test('gateways in processes of their own', async (t) => {
  const servers = await startServers(t);
  const api = await startServicesStandIn(t, servers.nats);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];

  t.test(
    'when one gateway is killed, sockets of the other miss no event, and default clients reconnect',
    async (t) => {
      const gateways = await Promise.all([startGatewayProcess(t, servers), startGatewayProcess(t, servers)]);
      const roomId = await api.room(ada, bob);
      const survivor = await TestSocket.connect(t, gateways[0].url, ada);
      const orphan = await TestSocket.connect(t, gateways[1].url, bob);
      await survivor.join([roomId]);
      await orphan.join([roomId]);
      const sending = (async () => {
        for (let at = 0; at < 400; at += 1) await api.send(roomId, ada, `message ${at}`);
      })();
      await orphan.next('new-chat-message', ({ seq }) => seq > 50);
      await gateways[1].stop('SIGKILL');
      await sending;
      await eventually('all events at the other gateway', () => survivor.seqs.length >= 400);
      t.same(survivor.seqs, range(2, 401));
      await eventually('the disconnect', () => orphan.disconnects.length === 1);
      t.not(orphan.disconnects[0], 'io server disconnect');
      const last = orphan.seqs.at(-1) as number;
      t.same(orphan.seqs, range(2, last), 'its events were in order');
      const reconnected = await TestSocket.connect(t, gateways[0].url, bob);
      const { missed, heads } = await reconnected.join([roomId], { [roomId]: last });
      t.equal(heads[roomId], 401);
      const answer = missed?.[roomId];
      t.same(
        answer?.events?.map(({ seq }: { seq: number }) => seq),
        range(last + 1, 401),
      );
    },
  );

  t.test(
    'on SIGTERM, a gateway stops being ready, closes its sockets so that clients reconnect, and exits with 0',
    async (t) => {
      const gateway = await startGatewayProcess(t, servers, { DRAIN_NOTICE_MS: '1500', DRAIN_MS: '200' });
      const isReady = async () => (await fetch(`${gateway.opsUrl}/readyz`)).status;
      await eventually('ready', async () => (await isReady()) === 200);
      const client = await TestSocket.connect(t, gateway.url, ada, { reconnection: false });
      const exit = gateway.stop('SIGTERM');
      await eventually('not ready', async () => (await isReady()) === 404);
      const late = await TestSocket.connect(t, gateway.url, bob, { reconnection: false });
      t.ok(client.connected, 'nothing else happens until the load balancer has noticed');
      for (const socket of [client, late]) {
        const { reconnectInMs } = await socket.next('server-draining');
        t.ok(reconnectInMs >= 0 && reconnectInMs <= 5_000);
        await eventually('the close', () => socket.disconnects.length === 1);
        t.same(socket.disconnects, ['transport close'], 'a default client reconnects after this');
      }
      t.equal(await exit, 0);
    },
  );

  t.test(
    'a gateway is ready only while all its dependencies are, but it admits connections even when not ready',
    async (t) => {
      const gateway = await startGatewayProcess(t, servers);
      const ready = async () => (await fetch(`${gateway.opsUrl}/readyz`)).status === 200;
      await eventually('ready', ready);
      await api.silence();
      await eventually('not ready without chat-api', async () => !(await ready()));
      api.respond();
      await eventually('ready again', ready);
      await servers.redis.kill();
      await eventually('not ready without Redis', async () => !(await ready()));
      const client = await TestSocket.connect(t, gateway.url, ada);
      t.ok(client.connected, 'END-5: it still admits');
      await servers.redis.start();
      await eventually('ready again', ready);
      const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
      t.match(metrics, /kcs_gateway_redis_path_whole\{[^}]*\} 1/);
    },
  );
});
