import { type BusRequest, CHAT_API, ChatError, PRESENCE, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

const USUAL_MS = 2_000;
/** Many rooms with their gaps, or many positions, at once. */
const BATCH_MS = 5_000;

/** What this gateway asks of the other services. Every call ends in time; while NATS is away, at once. */
export type BusClient = ReturnType<typeof busClient>;

export function busClient(nc: NatsConnection, connected: () => boolean) {
  const asking =
    <R extends BusRequest>(request: R, timeoutMs = USUAL_MS) =>
    (query: RequestOf<R>, withinMs = timeoutMs): Promise<ReplyOf<R>> => {
      // A request kept until NATS is back would act long after its asker was told that it failed.
      if (!connected()) return Promise.reject(new ChatError('UNAVAILABLE'));
      return sendRequest(nc, request, query, { timeoutMs: withinMs });
    };
  return {
    keys: asking(CHAT_API.keys),
    admitExternal: asking(CHAT_API.admitExternal, BATCH_MS),
    authorizeConnect: asking(CHAT_API.authorizeConnect, BATCH_MS),
    endedSessions: asking(CHAT_API.endedSessions, BATCH_MS),
    openRooms: asking(CHAT_API.openRooms, BATCH_MS),
    authorizeRoom: asking(CHAT_API.authorizeRoom),
    sendMessage: asking(CHAT_API.sendMessage),
    markSeen: asking(CHAT_API.markSeen),
    listEvents: asking(CHAT_API.listEvents, BATCH_MS),
    changedHeads: asking(CHAT_API.changedHeads, BATCH_MS),
    roomsOfUser: asking(CHAT_API.roomsOfUser),
    parkDeadLetter: asking(CHAT_API.parkDeadLetter),
    beat: asking(PRESENCE.beat),
    listSessions: asking(PRESENCE.listSessions, BATCH_MS),
    closeEpoch: asking(PRESENCE.closeEpoch),
    setStatus: asking(PRESENCE.setStatus),
    roomOnlineUsers: asking(PRESENCE.roomOnlineUsers, BATCH_MS),
  };
}
