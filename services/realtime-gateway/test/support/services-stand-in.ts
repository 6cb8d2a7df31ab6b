import { createTokenIssuer, developmentSigningKeys, readSigningKeys } from '@kcs/auth';
import {
  type BusRequest,
  CHAT_API,
  ChatError,
  PRESENCE,
  type ReplyOf,
  type RequestOf,
  ROOM_STREAM,
  type RoomEvent,
  type RoomShown,
  roomEventId,
  roomSubject,
} from '@kcs/contracts';
import { connectNats, newId, serveRequest } from '@kcs/service-kit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Test } from 'tap';
import { ChatLog } from './chat-log.ts';
import { silentLogger } from './silent-logger.ts';

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
  const heartbeats: RequestOf<typeof PRESENCE.beat>[] = [];
  const lists: RequestOf<typeof PRESENCE.listSessions>[] = [];
  const parked: RequestOf<typeof CHAT_API.parkDeadLetter>[] = [];
  const hooks: {
    /** Runs after chat-api has read its answer to a join, before it responds. */
    beforeOpen?: () => Promise<void> | void;
    /** Decides presence's answer to a heartbeat. */
    heartbeat?: () => 'accepted' | 'resync' | 'closed';
    /** The sockets that presence wants closed. */
    evict?: readonly string[];
  } = {};

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
  const serve = <R extends BusRequest>(
    request: R,
    queue: string,
    handler: (query: RequestOf<R>) => Promise<ReplyOf<R>>,
  ) =>
    subscriptions.push(
      serveRequest(nc, request, { queue, logger: silentLogger, concurrency: 10_000, handler }),
    );

  const respond = () => {
    serve(CHAT_API.keys, 'chat-api', async () => ({ keys: keys.publicKeys as never }));
    serve(CHAT_API.authorizeConnect, 'chat-api', async ({ userId, sessionId }) => {
      if (log.endedSessions.has(sessionId)) throw new ChatError('UNAUTHENTICATED');
      const name = log.names.get(userId) ?? '';
      return { user: { id: userId, name, userType: 'Student' as const }, rooms: log.roomsOf(userId) };
    });
    serve(CHAT_API.endedSessions, 'chat-api', async ({ sessionIds }) => ({
      ended: sessionIds.flatMap((sessionId) => {
        const code = log.endedSessions.get(sessionId);
        return code === undefined ? [] : [{ sessionId, code }];
      }),
    }));
    serve(CHAT_API.openRooms, 'chat-api', async (query) => {
      const reply = log.open(query);
      await hooks.beforeOpen?.();
      return reply;
    });
    serve(CHAT_API.authorizeRoom, 'chat-api', async ({ userId, roomId }) => ({
      head: log.roomFor(userId, roomId).events.length,
    }));
    serve(CHAT_API.sendMessage, 'chat-api', async ({ userId, roomId, content }) => {
      log.roomFor(userId, roomId);
      const event = log.message(roomId, userId, content);
      void publish(event);
      return { created: true, message: event.data as never };
    });
    serve(CHAT_API.markSeen, 'chat-api', async ({ userId, roomId, messageIds }) => {
      const { events } = log.roomFor(userId, roomId);
      return { messageIds, lastSeenSeq: events.length, moved: true, timestamp: new Date().toISOString() };
    });
    serve(CHAT_API.listEvents, 'chat-api', async ({ roomId, after, limit }) => {
      const { events } = log.room(roomId);
      return { events: events.slice(after, after + limit), head: events.length };
    });
    serve(CHAT_API.changedHeads, 'chat-api', async ({ positions }) => {
      const heads: Record<string, number | null> = {};
      for (const [roomId, position] of Object.entries(positions)) {
        const head = log.rooms.get(roomId)?.events.length ?? null;
        if (head !== position) heads[roomId] = head;
      }
      return { heads };
    });
    serve(CHAT_API.roomsOfUser, 'chat-api', async ({ userId }) => ({ rooms: log.roomsOf(userId) }));
    serve(CHAT_API.parkDeadLetter, 'chat-api', async (letter) => {
      parked.push(letter);
      return {};
    });
    serve(PRESENCE.beat, 'presence', async (heartbeat) => {
      heartbeats.push(heartbeat);
      return { status: hooks.heartbeat?.() ?? 'accepted', evict: [...(hooks.evict ?? [])] };
    });
    serve(PRESENCE.listSessions, 'presence', async (list) => {
      lists.push(list);
      return { status: 'accepted' as const };
    });
    serve(PRESENCE.closeEpoch, 'presence', async () => ({}));
    serve(PRESENCE.setStatus, 'presence', async ({ status }) => ({ status }));
    serve(PRESENCE.roomOnlineUsers, 'presence', async ({ userId, roomId }) => {
      log.roomFor(userId, roomId);
      return { roomId, users: [], count: 0 };
    });
  };
  respond();

  return {
    nc,
    js,
    log,
    hooks,
    heartbeats,
    lists,
    parked,
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
