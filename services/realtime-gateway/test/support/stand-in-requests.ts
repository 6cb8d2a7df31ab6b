import {
  type BusRequest,
  CHAT_API,
  ChatError,
  PRESENCE,
  type ReplyOf,
  type RequestOf,
  type RoomEvent,
} from '@kcs/contracts';
import type { ChatLog } from './chat-log.ts';

export interface StandInHooks {
  /** Runs after chat-api has read its answer to a join, before it responds. */
  beforeOpen?: () => Promise<void> | void;
  /** Decides presence's answer to a heartbeat. */
  heartbeat?: () => 'accepted' | 'resync' | 'closed';
  /** The sockets that presence wants closed. */
  evict?: readonly string[];
}

/** The requests that the stand-ins have received. */
export interface ReceivedRequests {
  readonly heartbeats: RequestOf<typeof PRESENCE.beat>[];
  readonly lists: RequestOf<typeof PRESENCE.listSessions>[];
  readonly parked: RequestOf<typeof CHAT_API.parkDeadLetter>[];
}

export type Serve = <R extends BusRequest>(
  request: R,
  queue: string,
  handler: (query: RequestOf<R>) => Promise<ReplyOf<R>>,
) => void;

interface StandInDeps {
  readonly serve: Serve;
  readonly log: ChatLog;
  readonly hooks: StandInHooks;
  readonly received: ReceivedRequests;
}

/** Responds to the requests of gateways as chat-api does. */
export function serveChatApi(
  { serve, log, hooks, received }: StandInDeps,
  publicKeys: readonly object[],
  publish: (event: RoomEvent) => Promise<RoomEvent>,
): void {
  serve(CHAT_API.keys, 'chat-api', async () => ({ keys: publicKeys as never }));
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
    received.parked.push(letter);
    return {};
  });
}

/** Responds to the requests of gateways as presence does. */
export function servePresence({ serve, log, hooks, received }: StandInDeps): void {
  serve(PRESENCE.beat, 'presence', async (heartbeat) => {
    received.heartbeats.push(heartbeat);
    return { status: hooks.heartbeat?.() ?? 'accepted', evict: [...(hooks.evict ?? [])] };
  });
  serve(PRESENCE.listSessions, 'presence', async (list) => {
    received.lists.push(list);
    return { status: 'accepted' as const };
  });
  serve(PRESENCE.closeEpoch, 'presence', async () => ({}));
  serve(PRESENCE.setStatus, 'presence', async ({ status }) => ({ status }));
  serve(PRESENCE.roomOnlineUsers, 'presence', async ({ userId, roomId }) => {
    log.roomFor(userId, roomId);
    return { roomId, users: [], count: 0 };
  });
}
