import { type BusRequest, CHAT_API, ChatError, PRESENCE, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DeliveryGate } from './health/delivery-gate.ts';

const REQUEST_TIMEOUT_MS = 2_000;
/** Timeout for requests about many rooms or sessions. */
const BATCH_TIMEOUT_MS = 5_000;

/** The client through which this gateway sends requests to the other services over NATS. */
export type BusClient = ReturnType<typeof createBusClient>;

/**
 * Creates the bus client. A request resolves with the reply or rejects with a `ChatError` within its timeout. While
 * NATS is disconnected, requests reject immediately with `UNAVAILABLE`.
 */
export function createBusClient(nc: NatsConnection, gate: Pick<DeliveryGate, 'connected'>) {
  const createRequest =
    <R extends BusRequest>(request: R, defaultTimeoutMs = REQUEST_TIMEOUT_MS) =>
    (query: RequestOf<R>, timeoutMs = defaultTimeoutMs): Promise<ReplyOf<R>> => {
      // Reject immediately. Otherwise, the NATS client would queue the request and send it after reconnecting, long
      // after the caller has given up.
      if (!gate.connected) return Promise.reject(new ChatError('UNAVAILABLE'));
      return sendRequest(nc, request, query, { timeoutMs });
    };
  return {
    keys: createRequest(CHAT_API.keys),
    admitExternal: createRequest(CHAT_API.admitExternal, BATCH_TIMEOUT_MS),
    authorizeConnect: createRequest(CHAT_API.authorizeConnect, BATCH_TIMEOUT_MS),
    endedSessions: createRequest(CHAT_API.endedSessions, BATCH_TIMEOUT_MS),
    openRooms: createRequest(CHAT_API.openRooms, BATCH_TIMEOUT_MS),
    authorizeRoom: createRequest(CHAT_API.authorizeRoom),
    sendMessage: createRequest(CHAT_API.sendMessage),
    markSeen: createRequest(CHAT_API.markSeen),
    listEvents: createRequest(CHAT_API.listEvents, BATCH_TIMEOUT_MS),
    changedHeads: createRequest(CHAT_API.changedHeads, BATCH_TIMEOUT_MS),
    roomsOfUser: createRequest(CHAT_API.roomsOfUser),
    joinedSeqs: createRequest(CHAT_API.joinedSeqs),
    mentionTargets: createRequest(CHAT_API.mentionTargets),
    authorizeMeeting: createRequest(CHAT_API.authorizeMeeting),
    reportMeetings: createRequest(CHAT_API.reportMeetings, BATCH_TIMEOUT_MS),
    parkDeadLetter: createRequest(CHAT_API.parkDeadLetter),
    sendHeartbeat: createRequest(PRESENCE.beat),
    listSessions: createRequest(PRESENCE.listSessions, BATCH_TIMEOUT_MS),
    closeEpoch: createRequest(PRESENCE.closeEpoch),
    setStatus: createRequest(PRESENCE.setStatus),
    roomOnlineUsers: createRequest(PRESENCE.roomOnlineUsers, BATCH_TIMEOUT_MS),
  };
}
