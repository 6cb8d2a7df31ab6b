import { type BusRequest, CHAT_API, ChatError, PRESENCE, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DeliveryGate } from './health/delivery-gate.ts';

const REQUEST_TIMEOUT_MS = 2_000;
/** Timeout for requests about many rooms or sessions. */
const BATCH_REQUEST_TIMEOUT_MS = 5_000;

/** The client through which this gateway sends requests to the other services over NATS. */
export type BusClient = ReturnType<typeof createBusClient>;

/**
 * Creates the bus client. A request resolves with the reply or rejects with a `ChatError` within its timeout. While
 * NATS is disconnected, requests reject immediately with `UNAVAILABLE`.
 */
export function createBusClient(nc: NatsConnection, gate: Pick<DeliveryGate, 'connected'>) {
  const createRequestFunction =
    <R extends BusRequest>(request: R, defaultTimeoutMs = REQUEST_TIMEOUT_MS) =>
    (query: RequestOf<R>, timeoutMs = defaultTimeoutMs): Promise<ReplyOf<R>> => {
      // Reject immediately. Otherwise, the NATS client would queue the request and send it after reconnecting, long
      // after the caller has given up.
      if (!gate.connected) return Promise.reject(new ChatError('UNAVAILABLE'));
      return sendRequest(nc, request, query, { timeoutMs });
    };
  return {
    keys: createRequestFunction(CHAT_API.keys),
    admitExternal: createRequestFunction(CHAT_API.admitExternal, BATCH_REQUEST_TIMEOUT_MS),
    authorizeConnect: createRequestFunction(CHAT_API.authorizeConnect, BATCH_REQUEST_TIMEOUT_MS),
    endedSessions: createRequestFunction(CHAT_API.endedSessions, BATCH_REQUEST_TIMEOUT_MS),
    openRooms: createRequestFunction(CHAT_API.openRooms, BATCH_REQUEST_TIMEOUT_MS),
    authorizeRoom: createRequestFunction(CHAT_API.authorizeRoom),
    sendMessage: createRequestFunction(CHAT_API.sendMessage),
    markSeen: createRequestFunction(CHAT_API.markSeen),
    listEvents: createRequestFunction(CHAT_API.listEvents, BATCH_REQUEST_TIMEOUT_MS),
    changedHeads: createRequestFunction(CHAT_API.changedHeads, BATCH_REQUEST_TIMEOUT_MS),
    roomsOfUser: createRequestFunction(CHAT_API.roomsOfUser),
    joinedSeqs: createRequestFunction(CHAT_API.joinedSeqs),
    mentionTargets: createRequestFunction(CHAT_API.mentionTargets),
    authorizeMeeting: createRequestFunction(CHAT_API.authorizeMeeting),
    reportMeetings: createRequestFunction(CHAT_API.reportMeetings, BATCH_REQUEST_TIMEOUT_MS),
    parkDeadLetter: createRequestFunction(CHAT_API.parkDeadLetter),
    sendHeartbeat: createRequestFunction(PRESENCE.beat),
    listSessions: createRequestFunction(PRESENCE.listSessions, BATCH_REQUEST_TIMEOUT_MS),
    closeEpoch: createRequestFunction(PRESENCE.closeEpoch),
    setStatus: createRequestFunction(PRESENCE.setStatus),
    roomOnlineUsers: createRequestFunction(PRESENCE.roomOnlineUsers, BATCH_REQUEST_TIMEOUT_MS),
  };
}
