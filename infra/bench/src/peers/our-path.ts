import { startSystem, type TestContext, type TestSystem, type TestUser } from '@kcs/testkit';
import { DeliveryTracker } from '../load/delivery-tracker.ts';
import { KeepAliveClient } from '../load/keep-alive-client.ts';
import { SocketIoConnection } from '../load/socket-io-connection.ts';
import type { MeasuredProcess } from '../measure/process-cpu.ts';
import type { MessagePathPeer, PathRoomSize } from './message-path-peer.ts';
import { countRows, queryDatabase } from './query-database.ts';
import { requireCreated } from './require-created.ts';
import { SearchIndexHold } from './search-index-hold.ts';

/** Lifts the rate limit of each user, because the benchmark measures the system and not this limit. */
export const UNLIMITED_SENDS = { MESSAGES_PER_SECOND_PER_USER: '1000000' };
const MAX_CONNECTIONS = 64;

/** A sender of messages to the room of a running system. */
export type OurRoom = Pick<MessagePathPeer, 'countStored' | 'send'> & {
  /** A person who may create rooms. */
  readonly owner: TestUser;
  readonly holdDeferredWork: () => Promise<() => Promise<void>>;
  /**
   * Waits until all messages are indexed. Then lets PostgreSQL write a checkpoint, so that it can use its WAL files
   * again, as on a server that has been running for some minutes.
   */
  readonly settle: () => Promise<void>;
};

/** This system, with access to its other parts. */
export interface OurPath extends OurRoom, Omit<MessagePathPeer, 'holdDeferredWork'> {
  readonly system: TestSystem;
}

/** Starts this system with one gateway, and connects all members of one room. */
export async function startOurPath(t: TestContext, size: PathRoomSize): Promise<OurPath> {
  const system = await startSystem(t, { gateways: 1, ownPostgres: true, env: UNLIMITED_SENDS });
  const room = await connectOurRoom(t, system, size);
  return { ...room, name: 'ours', system, processes: listMessagePathProcesses(system) };
}

/** Connects all members of a new room of a running system. Their sockets are spread over all gateways. */
export async function connectOurRoom(
  t: TestContext,
  system: TestSystem,
  { sockets }: PathRoomSize,
): Promise<OurRoom> {
  const members: TestUser[] = [];
  for (let n = 0; n < sockets; n++) members.push(await system.user());
  const [owner, ...others] = members as [TestUser, ...TestUser[]];
  const room = await system.room({ owner, members: others });

  const deliveries = new DeliveryTracker();
  const { gateways } = system;
  for (const [n, { token }] of members.entries()) {
    const gateway = gateways[n % gateways.length] as (typeof gateways)[0];
    const connection = await SocketIoConnection.connect(gateway.url, { token }, (frame) =>
      deliveries.recordFrame(frame),
    );
    t.teardown(() => connection.close());
    await connection.ask('join-chat-rooms', { roomIds: [room.id] });
  }
  const searchIndexHold = await SearchIndexHold.open(t, system.database.url);
  const client = new KeepAliveClient(MAX_CONNECTIONS);
  t.teardown(() => client.close());
  const url = `${system.frontDoor}/api/v1/chat/rooms/${room.id}/messages`;
  let sentCount = 0;
  return {
    owner,
    countStored: () => countRows(system.database.url, 'messages'),
    holdDeferredWork: () => searchIndexHold.hold(),
    settle: async () => {
      await searchIndexHold.waitUntilIndexed();
      await queryDatabase(system.database.url, 'CHECKPOINT');
    },
    send: () => {
      sentCount += 1;
      const sender = members[sentCount % members.length] as TestUser;
      const delivered = deliveries.waitForCopies(sentCount, sockets);
      const body = { content: DeliveryTracker.formatContent(sentCount), client_msg_id: `bench-${sentCount}` };
      const accepted = client.post(url, sender.token, body).then(requireCreated);
      return { accepted, delivered };
    },
  };
}

function listMessagePathProcesses(system: TestSystem): MeasuredProcess[] {
  const { apis, gateways, postgres, nats, redis } = system;
  const runningProcesses = [
    { name: 'chat-api', pid: apis[0].pid },
    { name: 'gateway', pid: gateways[0].pid },
    { name: 'PostgreSQL', pid: postgres.pid },
    { name: 'NATS', pid: nats.pid },
    { name: 'Redis', pid: redis.pid },
  ];
  return runningProcesses.map(({ name, pid }) => {
    if (pid === undefined) throw new Error(`${name} is not running`);
    return { name, pid };
  });
}
