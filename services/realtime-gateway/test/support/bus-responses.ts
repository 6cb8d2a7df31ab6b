import {
  type BusRequest,
  CHAT_API_REQUESTS,
  ChatError,
  PRESENCE_REQUESTS,
  type ReplyOf,
  type RequestOf,
  type RoomEvent,
} from '@kcs/contracts';
import { serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ChatLog } from './chat-log.ts';
import { silentLogger } from './silent-logger.ts';

/** The data of the stand-ins for chat-api and presence, the requests that both have received, and hooks for tests. */
export interface ServicesStandInState {
  readonly log: ChatLog;
  readonly publicKeys: unknown;
  readonly publish: (event: RoomEvent) => Promise<unknown>;
  readonly heartbeats: RequestOf<typeof PRESENCE_REQUESTS.beat>[];
  readonly lists: RequestOf<typeof PRESENCE_REQUESTS.listSessions>[];
  readonly parked: RequestOf<typeof CHAT_API_REQUESTS.parkDeadLetter>[];
  readonly hooks: {
    /** Called when chat-api has prepared its reply to a join but has not sent it yet. */
    beforeOpen?: (query: RequestOf<typeof CHAT_API_REQUESTS.openRooms>) => Promise<void> | void;
    /** Called before chat-api reads a room's events. May throw to make the request fail. */
    beforeList?: (roomId: string) => Promise<void> | void;
    /** Called when chat-api has authorized a join of a meeting but has not replied yet. */
    beforeMeetingReply?: (() => Promise<void>) | undefined;
    /** Called before chat-api replies to a report about meetings. May throw to make the request fail. */
    beforeReportReply?: (() => void) | undefined;
    /** Returns the status in presence's reply to a heartbeat. */
    heartbeat?: () => 'accepted' | 'resync' | 'closed';
    /** How far PostgreSQL's clock is ahead of this process's clock, in milliseconds. */
    databaseClockAheadMs?: number;
    /** The ids of the sockets that presence asks the gateway to close. */
    evict?: readonly string[];
  };
}

type ServeRequest = <R extends BusRequest>(
  request: R,
  handler: (query: RequestOf<R>) => Promise<ReplyOf<R>>,
) => void;
interface StoppableSubscription {
  stop(): Promise<void>;
}

/**
 * Responds to requests from gateways in place of chat-api and presence, until the returned subscriptions are stopped.
 */
export function respondToGateways(nc: NatsConnection, state: ServicesStandInState): StoppableSubscription[] {
  const subscriptions: StoppableSubscription[] = [];
  const createServeInQueue =
    (queue: string): ServeRequest =>
    (request, handler) =>
      void subscriptions.push(
        serveRequest(nc, request, { queue, logger: silentLogger, concurrency: 10_000, handler }),
      );
  respondAsChatApi(createServeInQueue('chat-api'), state);
  respondAsPresence(createServeInQueue('presence'), state);
  return subscriptions;
}

function respondAsChatApi(
  serve: ServeRequest,
  { log, publicKeys, publish, parked, hooks }: ServicesStandInState,
): void {
  serve(CHAT_API_REQUESTS.keys, async () => ({
    keys: publicKeys as never,
    now: Date.now() + (hooks.databaseClockAheadMs ?? 0),
  }));
  const authorizeUser = (userId: string) => ({
    user: { id: userId, name: log.names.get(userId) ?? '', userType: 'Student' as const },
    rooms: log.roomsOf(userId),
  });
  serve(CHAT_API_REQUESTS.authorizeConnect, async ({ userId, sessionId }) => {
    if (log.endedSessions.has(sessionId)) throw new ChatError('UNAUTHENTICATED');
    return authorizeUser(userId);
  });
  serve(CHAT_API_REQUESTS.authorizeConnections, async ({ connections }) => ({
    results: connections.map(({ userId, sessionId }) =>
      log.endedSessions.has(sessionId) ? { code: 'UNAUTHENTICATED' as const } : authorizeUser(userId),
    ),
  }));
  serve(CHAT_API_REQUESTS.endedSessions, async ({ sessionIds }) => ({
    ended: sessionIds.flatMap((sessionId) => {
      const endCode = log.endedSessions.get(sessionId);
      return endCode === undefined ? [] : [{ sessionId, code: endCode }];
    }),
  }));
  serve(CHAT_API_REQUESTS.openRooms, async (query) => {
    const openRoomsReply = log.open(query);
    await hooks.beforeOpen?.(query);
    return openRoomsReply;
  });
  serve(CHAT_API_REQUESTS.openRoomsOfUsers, async ({ joins }) => {
    const openings = joins.flatMap((join, n) =>
      log.open(join).rooms.flatMap((room, i) => {
        if ('code' in room) return [];
        const since = join.rooms[i]?.since;
        return [{ ...room, ...(since !== undefined && { since }), joins: [n] }];
      }),
    );
    for (const join of joins) await hooks.beforeOpen?.(join);
    return { openings, separate: [] };
  });
  serve(CHAT_API_REQUESTS.authorizeRoom, async ({ userId, roomId }) => {
    const { events, managers } = log.roomFor(userId, roomId);
    return { head: events.length, mayPost: managers?.has(userId) ?? true };
  });
  serve(CHAT_API_REQUESTS.sendMessage, async ({ userId, roomId, content }) => {
    log.roomFor(userId, roomId);
    const messageEvent = log.message(roomId, userId, content);
    void publish(messageEvent);
    return { created: true, message: messageEvent.data as never };
  });
  serve(CHAT_API_REQUESTS.markSeen, async ({ userId, roomId, messageIds }) => {
    const { events } = log.roomFor(userId, roomId);
    return { messageIds, lastSeenSeq: events.length, moved: true, timestamp: new Date().toISOString() };
  });
  serve(CHAT_API_REQUESTS.listEvents, async ({ roomId, after, limit }) => {
    await hooks.beforeList?.(roomId);
    const { events } = log.room(roomId);
    return { events: events.slice(after, after + limit), head: events.length };
  });
  serve(CHAT_API_REQUESTS.changedHeads, async ({ positions }) => {
    const changedHeadsByRoomId: Record<string, number | null> = {};
    for (const [roomId, position] of Object.entries(positions)) {
      const head = log.rooms.get(roomId)?.events.length ?? null;
      if (head !== position) changedHeadsByRoomId[roomId] = head;
    }
    return { heads: changedHeadsByRoomId };
  });
  serve(CHAT_API_REQUESTS.roomsOfUser, async ({ userId }) => ({ rooms: log.roomsOf(userId) }));
  serve(CHAT_API_REQUESTS.joinedSeqs, async ({ roomId, userIds }) => ({
    seqs: log.joinedSeqs(roomId, userIds),
  }));
  serve(CHAT_API_REQUESTS.authorizeMeeting, async ({ userId, meetingId }) => {
    const roomId = log.meetings.get(meetingId);
    if (roomId === undefined) throw new ChatError('MEETING_NOT_FOUND');
    log.roomFor(userId, roomId);
    await hooks.beforeMeetingReply?.();
    return { roomId, iceServers: [] };
  });
  serve(CHAT_API_REQUESTS.reportMeetings, async ({ meetings }) => {
    hooks.beforeReportReply?.();
    const endedMeetings = meetings.filter(({ meetingId }) => !log.meetings.has(meetingId));
    return {
      ended: endedMeetings.map(({ meetingId }) => ({ meetingId, reason: 'ended' })),
      removed: meetings.map(({ meetingId, userIds }) => {
        const memberIds = log.rooms.get(log.meetings.get(meetingId) ?? '')?.members;
        return { meetingId, userIds: userIds.filter((userId) => memberIds && !memberIds.has(userId)) };
      }),
    };
  });
  serve(CHAT_API_REQUESTS.parkDeadLetter, async (letter) => {
    parked.push(letter);
    return {};
  });
}

function respondAsPresence(
  serve: ServeRequest,
  { log, heartbeats, lists, hooks }: ServicesStandInState,
): void {
  serve(PRESENCE_REQUESTS.beat, async (heartbeat) => {
    heartbeats.push(heartbeat);
    return { status: hooks.heartbeat?.() ?? 'accepted', evict: [...(hooks.evict ?? [])] };
  });
  serve(PRESENCE_REQUESTS.listSessions, async (list) => {
    lists.push(list);
    return { status: 'accepted' as const };
  });
  serve(PRESENCE_REQUESTS.closeEpoch, async () => ({}));
  serve(PRESENCE_REQUESTS.setStatus, async ({ status }) => ({ status }));
  serve(PRESENCE_REQUESTS.roomOnlineUsers, async ({ userId, roomId }) => {
    log.roomFor(userId, roomId);
    return { roomId, users: [], count: 0 };
  });
}
