import { createTokenIssuer, developmentSigningKeys, readSigningKeys } from '@kcs/auth';
import { ROOM_STREAM, type RoomEvent, type RoomShown, roomEventId, roomSubject } from '@kcs/contracts';
import { connectNats, newId, serveRequest } from '@kcs/service-kit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Test } from 'tap';
import { ChatLog } from './chat-log.ts';
import { silentLogger } from './silent-logger.ts';
import {
  type ReceivedRequests,
  type Serve,
  type StandInHooks,
  serveChatApi,
  servePresence,
} from './stand-in-requests.ts';

const NANOS_PER_MS = 1_000_000;

export interface StandInUser {
  readonly id: string;
  readonly name: string;
  readonly sessionId: string;
  readonly token: string;
}

export type ServicesStandIn = Awaited<ReturnType<typeof startServicesStandIn>>;

/** Responds to gateways on the bus in place of chat-api and presence, and publishes events as the outbox does. */
export async function startServicesStandIn(t: Test, natsUrl: string) {
  const nc = await connectNats({ url: natsUrl, name: 'stand-in', logger: silentLogger });
  t.teardown(() => nc.close());
  const js = jetstream(nc);
  const log = new ChatLog();
  const keys = await readSigningKeys(developmentSigningKeys());
  const received: ReceivedRequests = { heartbeats: [], lists: [], parked: [] };
  const hooks: StandInHooks = {};

  const createStream = async () => {
    const jsm = await jetstreamManager(nc);
    await jsm.streams.add({
      name: ROOM_STREAM.name,
      subjects: [...ROOM_STREAM.subjects],
      duplicate_window: ROOM_STREAM.duplicateWindowMs * NANOS_PER_MS,
    });
  };
  await createStream();

  const publish = async (
    event: RoomEvent & { shown?: RoomShown },
    id = roomEventId(event.room_id, event.seq),
  ) => {
    const text = JSON.stringify({ version: 1, ...event });
    await js.publish(roomSubject(event.room_id, event.kind), text, { msgID: id });
    return event;
  };

  const subscriptions: { stop(): Promise<void> }[] = [];
  const serve: Serve = (request, queue, handler) =>
    void subscriptions.push(
      serveRequest(nc, request, { queue, logger: silentLogger, concurrency: 10_000, handler }),
    );

  const deps = { serve, log, hooks, received };
  const respond = () => {
    serveChatApi(deps, keys.publicKeys, publish);
    servePresence(deps);
  };
  respond();

  return {
    nc,
    js,
    log,
    hooks,
    ...received,
    publish,
    createStream,
    /** chat-api and presence respond again after `silence`. */
    respond,
    /** chat-api and presence no longer respond. */
    silence: async () => {
      await Promise.all(subscriptions.splice(0).map((subscription) => subscription.stop()));
    },
    async user(name: string, ttlS = 3_600): Promise<StandInUser> {
      const id = newId('user');
      const sessionId = newId('sess');
      log.names.set(id, name);
      const issuer = createTokenIssuer({ keys, issuer: 'kcs-chat', audience: 'kcs-chat', ttlS });
      const { token } = await issuer.issue({ userId: id, sessionId });
      return { id, name, sessionId, token };
    },
    issueToken: async (user: StandInUser, ttlS: number) => {
      const issuer = createTokenIssuer({ keys, issuer: 'kcs-chat', audience: 'kcs-chat', ttlS });
      return (await issuer.issue({ userId: user.id, sessionId: user.sessionId })).token;
    },
    async room(...members: readonly StandInUser[]): Promise<string> {
      const event = await publish(log.createRoom(members.map(({ id }) => id)));
      return event.room_id;
    },
    send: (roomId: string, from: StandInUser, content: string) =>
      publish(log.message(roomId, from.id, content)),
    remove: (roomId: string, by: StandInUser, who: StandInUser) =>
      publish(log.changeMembers(roomId, by.id, [], [who.id])),
    add: (roomId: string, by: StandInUser, who: StandInUser) =>
      publish(log.changeMembers(roomId, by.id, [who.id], [])),
  };
}
