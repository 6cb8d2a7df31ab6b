import { type BusRequest, CHAT_API, ChatError, PRESENCE, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DeliveryGate } from './health/delivery-gate.ts';

const TIMEOUT_MS = 2_000;
/** Timeout of a request about many rooms or sessions. */
const BATCH_TIMEOUT_MS = 5_000;

/** Sends this gateway's requests to the other services over NATS. */
export type BusClient = ReturnType<typeof createBusClient>;

/**
 * Returns a client whose requests resolve with the reply, or reject with a `ChatError` within their timeout. While NATS
 * is disconnected, requests reject immediately with `UNAVAILABLE`.
 */
export function createBusClient(nc: NatsConnection, gate: Pick<DeliveryGate, 'connected'>) {
  const requester =
    <R extends BusRequest>(request: R, defaultTimeoutMs = TIMEOUT_MS) =>
    (query: RequestOf<R>, timeoutMs = defaultTimeoutMs): Promise<ReplyOf<R>> => {
      // Reject now, because the NATS client would queue the request until it reconnects and send it long after the
      // caller has given up.
      if (!gate.connected) return Promise.reject(new ChatError('UNAVAILABLE'));
      return sendRequest(nc, request, query, { timeoutMs });
    };
  return {
    keys: requester(CHAT_API.keys),
    admitExternal: requester(CHAT_API.admitExternal, BATCH_TIMEOUT_MS),
    authorizeConnect: requester(CHAT_API.authorizeConnect, BATCH_TIMEOUT_MS),
    endedSessions: requester(CHAT_API.endedSessions, BATCH_TIMEOUT_MS),
    openRooms: requester(CHAT_API.openRooms, BATCH_TIMEOUT_MS),
    authorizeRoom: requester(CHAT_API.authorizeRoom),
    sendMessage: requester(CHAT_API.sendMessage),
    markSeen: requester(CHAT_API.markSeen),
    listEvents: requester(CHAT_API.listEvents, BATCH_TIMEOUT_MS),
    changedHeads: requester(CHAT_API.changedHeads, BATCH_TIMEOUT_MS),
    roomsOfUser: requester(CHAT_API.roomsOfUser),
    parkDeadLetter: requester(CHAT_API.parkDeadLetter),
    sendHeartbeat: requester(PRESENCE.beat),
    listSessions: requester(PRESENCE.listSessions, BATCH_TIMEOUT_MS),
    closeEpoch: requester(PRESENCE.closeEpoch),
    setStatus: requester(PRESENCE.setStatus),
    roomOnlineUsers: requester(PRESENCE.roomOnlineUsers, BATCH_TIMEOUT_MS),
  };
}
