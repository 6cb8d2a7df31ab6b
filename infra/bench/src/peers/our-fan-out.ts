import { startSystem, type TestContext, type TestSystem, type TestUser } from '@kcs/testkit';
import { connectSockets } from '../load/connect-sockets.ts';
import { DeliveryTracker } from '../load/delivery-tracker.ts';
import { KeepAliveClient } from '../load/keep-alive-client.ts';
import { SocketIoConnection } from '../load/socket-io-connection.ts';
import type { FanOutPeer, FanOutSize, StartFanOut } from './fan-out-peer.ts';
import { requireCreated } from './require-created.ts';
import { UNLIMITED_SOCKETS } from './unlimited-sockets.ts';

const MAX_CONNECTIONS = 16;
/**
 * A few people have all the sockets, as if each used many devices. Creating one person for each socket would take
 * longer than the measurement.
 */
const PERSON_COUNT = 10;

/** Starts this system with one gateway, and connects sockets to the rooms. */
export const startOurFanOut: StartFanOut = async (t, size) => {
  const system = await startSystem(t, { gateways: 1, env: UNLIMITED_SOCKETS });
  return { ...(await connectOurFanOut(t, system, size)), name: 'ours' };
};

/** Connects sockets to new rooms of a running system. The sockets of each room are spread over all gateways. */
export async function connectOurFanOut(
  t: TestContext,
  system: TestSystem,
  { rooms, socketsPerRoom }: FanOutSize,
): Promise<Omit<FanOutPeer, 'name'>> {
  const people: TestUser[] = [];
  for (let n = 0; n < PERSON_COUNT; n++) people.push(await system.user());
  const [owner, ...members] = people as [TestUser, ...TestUser[]];
  const roomIds: string[] = [];
  for (let n = 0; n < rooms; n++) roomIds.push((await system.room({ owner, members })).id);

  const deliveries = new DeliveryTracker();
  const { gateways } = system;
  await connectSockets(rooms * socketsPerRoom, async (n) => {
    const { token } = people[n % PERSON_COUNT] as TestUser;
    const gateway = gateways[Math.floor(n / rooms) % gateways.length] as (typeof gateways)[0];
    const connection = await SocketIoConnection.connect(gateway.url, { token }, (frame) =>
      deliveries.recordFrame(frame),
    );
    t.teardown(() => connection.close());
    await connection.ask('join-chat-rooms', { roomIds: [roomIds[n % rooms]] });
  });
  const client = new KeepAliveClient(MAX_CONNECTIONS);
  t.teardown(() => client.close());
  let sentCount = 0;
  return {
    processes: gateways.map(({ name, pid }) => {
      if (pid === undefined) throw new Error(`${name} is not running`);
      return { name, pid };
    }),
    send: async (room) => {
      sentCount += 1;
      const delivered = deliveries.waitForCopies(sentCount, socketsPerRoom);
      const url = `${system.frontDoor}/api/v1/chat/rooms/${roomIds[room]}/messages`;
      const accepted = client.post(url, owner.token, {
        content: DeliveryTracker.formatContent(sentCount),
        client_msg_id: `bench-${sentCount}`,
      });
      await Promise.all([accepted.then(requireCreated), delivered]);
    },
  };
}
