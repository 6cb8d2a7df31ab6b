import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startGatewayProcess } from './support/gateway-process.ts';
import { createIntegerRange } from './support/range.ts';
import { startNatsAndRedis } from './support/servers.ts';
import { startServicesStandIn } from './support/services-stand-in.ts';

t.test('gateways run in separate processes', async (t) => {
  const servers = await startNatsAndRedis(t);
  const servicesStandIn = await startServicesStandIn(t, servers.nats);
  const [ada, bob] = [await servicesStandIn.user('Ada'), await servicesStandIn.user('Bob')];

  t.test(
    'when one gateway is killed, sockets of the other miss no event, and default clients reconnect',
    async (t) => {
      const gatewayProcesses = await Promise.all([
        startGatewayProcess(t, servers),
        startGatewayProcess(t, servers),
      ]);
      const roomId = await servicesStandIn.room(ada, bob);
      const survivingSocket = await TestSocket.connect(t, gatewayProcesses[0].url, ada);
      const orphanedSocket = await TestSocket.connect(t, gatewayProcesses[1].url, bob);
      await survivingSocket.join([roomId]);
      await orphanedSocket.join([roomId]);
      const pendingMessageSends = (async () => {
        for (let at = 0; at < 400; at += 1) await servicesStandIn.send(roomId, ada, `message ${at}`);
      })();
      await orphanedSocket.next('new-chat-message', ({ seq }) => seq > 50);
      await gatewayProcesses[1].stop('SIGKILL');
      await pendingMessageSends;
      await eventually('all events at the other gateway', () => survivingSocket.seqs.length >= 400);
      t.same(survivingSocket.seqs, createIntegerRange(2, 401));
      await eventually('the disconnect', () => orphanedSocket.disconnects.length === 1);
      t.not(orphanedSocket.disconnects[0], 'io server disconnect');
      const lastReceivedSeq = orphanedSocket.seqs.at(-1) as number;
      t.same(orphanedSocket.seqs, createIntegerRange(2, lastReceivedSeq), 'its events were in order');
      const reconnectedSocket = await TestSocket.connect(t, gatewayProcesses[0].url, bob);
      const { missed, heads } = await reconnectedSocket.join([roomId], { [roomId]: lastReceivedSeq });
      t.equal(heads[roomId], 401);
      const missedEvents = missed?.[roomId];
      t.same(
        missedEvents?.events?.map(({ seq }: { seq: number }) => seq),
        createIntegerRange(lastReceivedSeq + 1, 401),
      );
    },
  );

  t.test(
    'on SIGTERM, a gateway stops being ready, closes its sockets so that clients reconnect, and exits with 0',
    async (t) => {
      const gatewayProcess = await startGatewayProcess(t, servers, {
        DRAIN_NOTICE_MS: '1500',
        DRAIN_MS: '200',
      });
      const fetchReadyzStatus = async () => (await fetch(`${gatewayProcess.opsUrl}/readyz`)).status;
      await eventually('ready', async () => (await fetchReadyzStatus()) === 200);
      const client = await TestSocket.connect(t, gatewayProcess.url, ada, { reconnection: false });
      const pendingExitCode = gatewayProcess.stop('SIGTERM');
      await eventually('not ready', async () => (await fetchReadyzStatus()) === 404);
      const lateSocket = await TestSocket.connect(t, gatewayProcess.url, bob, { reconnection: false });
      t.ok(client.connected, 'nothing else happens until the load balancer has noticed');
      for (const socket of [client, lateSocket]) {
        const { reconnectInMs } = await socket.next('server-draining');
        t.ok(reconnectInMs >= 0 && reconnectInMs <= 3_000, 'shorter than the grace period');
        await eventually('the close', () => socket.disconnects.length === 1);
        t.same(socket.disconnects, ['transport close'], 'a default client reconnects after this');
      }
      t.equal(await pendingExitCode, 0);
    },
  );

  t.test(
    'a gateway is ready only while all its dependencies work, but admits connections even when it is not ready',
    async (t) => {
      const gatewayProcess = await startGatewayProcess(t, servers);
      const isReady = async () => (await fetch(`${gatewayProcess.opsUrl}/readyz`)).status === 200;
      await eventually('ready', isReady);
      const readinessReport = await (await fetch(`${gatewayProcess.opsUrl}/readyz`)).json();
      t.match(readinessReport, { dependencies: { 'room-events': { ok: true } } });
      await servicesStandIn.silence();
      await eventually('not ready without chat-api', async () => !(await isReady()));
      servicesStandIn.respond();
      await eventually('ready again', isReady);
      await servers.redis.kill();
      await eventually('not ready without Redis', async () => !(await isReady()));
      const client = await TestSocket.connect(t, gatewayProcess.url, ada);
      t.ok(client.connected, 'END-5: it still admits');
      await servers.redis.start();
      await eventually('ready again', isReady);
      const metricsText = await (await fetch(`${gatewayProcess.opsUrl}/metrics`)).text();
      t.match(metricsText, /kcs_gateway_redis_path_whole\{[^}]*\} 1/);
    },
  );
});
