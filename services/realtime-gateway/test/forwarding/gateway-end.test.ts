import { randomBytes } from 'node:crypto';
import type { ServerEventPayload } from '@kcs/contracts';
import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startGateway } from '../support/gateway.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { createIntegerRange } from '../support/range.ts';
import { startRoundRobin } from '../support/round-robin.ts';
import { startNatsAndRedis } from '../support/servers.ts';
import { startServicesStandIn } from '../support/services-stand-in.ts';

const CLIENTS_OF_EACH_KIND = 6;
const isHeldBy = (client: TestSocket, gatewayName: string): boolean =>
  client.raw.io.engine.id?.startsWith(gatewayName) ?? false;

/** Joins a room, and joins again after each reconnect from the last message that arrived. */
class RoomMember {
  readonly seqs: number[] = [];

  static async join(client: TestSocket, roomId: string): Promise<RoomMember> {
    const member = new RoomMember();
    client.raw.on('new-chat-message', ({ seq }: { seq: number }) => member.seqs.push(seq));
    client.raw.on('connect', () => {
      const since = { [roomId]: member.seqs.at(-1) ?? 1 };
      client.emit(
        'join-chat-rooms',
        { roomIds: [roomId], since },
        ({ missed }: ServerEventPayload<'chat-rooms-joined'>) => {
          const catchUp = missed?.[roomId];
          if (catchUp !== undefined && 'events' in catchUp)
            member.seqs.push(...catchUp.events.map(({ seq }) => seq));
        },
      );
    });
    await client.join([roomId]);
    return member;
  }
}

t.test('behind plain round robin, when one of two gateways ends', async (t) => {
  const env = { FORWARDING_KEY: randomBytes(32).toString('hex') };
  const servers = await startNatsAndRedis(t);
  const api = await startServicesStandIn(t, servers.nats);
  const staying = await startGateway(t, servers, env);
  const gatewayUrls = [staying.url];
  const balancerUrl = await startRoundRobin(t, gatewayUrls);
  const ada = await api.user('Ada');
  const firstClient = await TestSocket.connect(t, staying.url, ada, { transports: ['websocket'] });
  const stayingName = firstClient.raw.io.engine.id.split('.')[0] as string;
  await firstClient.close();

  /** Starts a second gateway, and connects clients whose sessions are on both gateways. */
  const startSecondGateway = async (drainEnv: Record<string, string> = {}) => {
    const leaving = await startGatewayProcess(t, servers, { ...env, ...drainEnv });
    gatewayUrls.splice(1, 1, leaving.url);
    const roomId = await api.room(ada);
    const clients = await Promise.all(
      createIntegerRange(1, 2 * CLIENTS_OF_EACH_KIND).map((n) =>
        TestSocket.connect(t, balancerUrl, ada, n % 2 === 0 ? {} : { transports: ['polling'] }),
      ),
    );
    const members = await Promise.all(clients.map((client) => RoomMember.join(client, roomId)));
    const defaultClients = clients.filter((_, n) => n % 2 === 1);
    await eventually('all default clients use WebSocket', () =>
      defaultClients.every(({ raw }) => raw.io.engine.transport.name === 'websocket'),
    );
    const heldByStaying = clients.filter((client) => isHeldBy(client, stayingName));
    return { leaving, roomId, clients, members, defaultClients, heldByStaying };
  };

  /** Asserts that every client gets every message once, and that nothing of the ended gateway remains. */
  const checkClients = async (
    { roomId, clients, members, defaultClients }: Awaited<ReturnType<typeof startSecondGateway>>,
    sentCount: number,
  ) => {
    await api.send(roomId, ada, 'the last message');
    for (const member of members) {
      await eventually('the last message', () => member.seqs.includes(sentCount + 2));
      t.same(member.seqs, createIntegerRange(2, sentCount + 2));
    }
    await eventually('all default clients use WebSocket again', () =>
      defaultClients.every(({ raw }) => raw.io.engine.transport.name === 'websocket'),
    );
    await eventually(
      'no session is left over',
      async () => (await staying.metric('sockets')) === clients.length,
    );
    t.equal(await staying.metric('forwarded_requests'), 0);
    t.equal(await staying.metric('forwarded_tunnels'), 0);
    for (const client of clients) client.close();
    await eventually('the end of all sessions', async () => (await staying.metric('sockets')) === 0);
  };

  t.test('all clients of a killed gateway are back within 5 s, and no other session ends', async (t) => {
    const scene = await startSecondGateway();
    const { leaving, roomId, clients, defaultClients, heldByStaying } = scene;
    t.ok(heldByStaying.length > 0 && heldByStaying.length < clients.length);
    t.ok((await staying.metric('forwarded_total')) > 0);
    const killedAt = performance.now();
    await leaving.stop('SIGKILL');
    await api.send(roomId, ada, 'a message while clients are away');
    await eventually('every client is back', () =>
      clients.every((client) => client.connected && isHeldBy(client, stayingName)),
    );
    t.ok(performance.now() - killedAt < 5_000, `${performance.now() - killedAt} ms`);
    for (const client of heldByStaying) if (!defaultClients.includes(client)) t.same(client.disconnects, []);
    await checkClients(scene, 1);
  });

  t.test('a gateway that stops drains what it forwards like its own sockets, and ends in time', async (t) => {
    const scene = await startSecondGateway({ DRAIN_NOTICE_MS: '100', DRAIN_MS: '1000' });
    const { leaving, roomId, clients, defaultClients, heldByStaying } = scene;
    const exit = leaving.stop('SIGTERM');
    await api.send(roomId, ada, 'a message during the drain');
    t.equal(await exit, 0, 'nothing was cut short');
    await eventually('every client is back', () =>
      clients.every((client) => client.connected && isHeldBy(client, stayingName)),
    );
    for (const client of clients) {
      const hasHint = client.all('server-draining').length > 0;
      t.equal(client.disconnects.length > 0, hasHint, 'a connection ends only after the hint');
      if (!heldByStaying.includes(client)) t.ok(hasHint);
      else if (!defaultClients.includes(client)) t.notOk(hasHint, 'a forwarded poll just moves');
    }
    await checkClients(scene, 1);
  });
});
