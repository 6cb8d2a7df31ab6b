import {
  type BusRequest,
  CHAT_API_REQUESTS,
  ChatError,
  type ErrorCode,
  PRESENCE_REQUESTS,
  type ReplyOf,
  type RequestOf,
} from '@kcs/contracts';
import { addJitter, createConcurrencyLimiter, sendRequest, sleep } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { createConnectRequests } from './connect-requests.ts';
import type { DeliveryGate } from './health/delivery-gate.ts';

const BUS_REQUEST_TIMEOUT_MS = 2_000;
/** Timeout for requests about many rooms or sessions. */
const BATCH_REQUEST_TIMEOUT_MS = 5_000;
/**
 * The limits for each type of request that every client needs when it connects, if the client gets its own request. A
 * replica of chat-api refuses a request while 256 of its type are in progress, and a client whose request is refused
 * returns only after a second or more. Therefore, when many clients connect after an outage, their requests wait here.
 * 64 are enough to keep a replica of chat-api busy.
 */
const CONNECT_REQUEST_LIMITS = { concurrency: 64, maxWaiting: 5_000, maxWaitMs: 10_000 };
/**
 * The pauses before a refused connect request is repeated. With many gateways for each chat-api, chat-api refuses some
 * requests. Meanwhile, the request still counts as in progress, so the gateway also sends fewer requests.
 */
const FIRST_REFUSAL_PAUSE_MS = 50;
const MAX_REFUSAL_PAUSE_MS = 400;

export interface BusRequestOptions {
  readonly timeoutMs?: number;
  /** The id of the client event that causes the request. */
  readonly requestId?: string;
}

/** The client through which this gateway sends requests to the other services over NATS. */
export type BusClient = ReturnType<typeof createBusClient>;

/**
 * Creates the bus client. A request resolves with the reply or rejects with a `ChatError` within its timeout. While
 * NATS is disconnected, requests reject immediately with `UNAVAILABLE`, including those that were already sent.
 * `onSettled` is called with the duration of each request that was sent.
 */
export function createBusClient(
  natsConnection: NatsConnection,
  deliveryGate: Pick<DeliveryGate, 'connected' | 'rejectOnDisconnect'>,
  onSettled: (subject: string, outcome: 'ok' | ErrorCode, ms: number) => void = () => {},
) {
  const createRequestFunction =
    <R extends BusRequest>(request: R, defaultTimeoutMs = BUS_REQUEST_TIMEOUT_MS) =>
    async (
      query: RequestOf<R>,
      { timeoutMs = defaultTimeoutMs, requestId }: BusRequestOptions = {},
    ): Promise<ReplyOf<R>> => {
      // Reject immediately. Otherwise, the NATS client would queue the request and send it after reconnecting, long
      // after the caller has given up.
      if (!deliveryGate.connected) throw new ChatError('UNAVAILABLE');
      const sentAt = performance.now();
      try {
        const reply = await deliveryGate.rejectOnDisconnect(
          sendRequest(natsConnection, request, query, { timeoutMs, requestId }),
        );
        onSettled(request.subject, 'ok', performance.now() - sentAt);
        return reply;
      } catch (error) {
        const outcome = error instanceof ChatError ? error.code : 'INTERNAL';
        onSettled(request.subject, outcome, performance.now() - sentAt);
        throw error;
      }
    };
  const createRepeatedRequestFunction = <R extends BusRequest>(request: R) => {
    const send = createRequestFunction(request);
    const isConnected = () => deliveryGate.connected;
    return (query: RequestOf<R>) => sendUntilAccepted((timeoutMs) => send(query, { timeoutMs }), isConnected);
  };
  const createLimitedRequestFunction = <R extends BusRequest>(request: R) => {
    const limiter = createConcurrencyLimiter(CONNECT_REQUEST_LIMITS);
    const sendRepeatedly = createRepeatedRequestFunction(request);
    return (query: RequestOf<R>) => limiter.run(() => sendRepeatedly(query));
  };
  const connectRequests = createConnectRequests({
    authorizeConnect: createLimitedRequestFunction(CHAT_API_REQUESTS.authorizeConnect),
    authorizeConnections: createRepeatedRequestFunction(CHAT_API_REQUESTS.authorizeConnections),
    openRooms: createLimitedRequestFunction(CHAT_API_REQUESTS.openRooms),
    openRoomsOfUsers: createRepeatedRequestFunction(CHAT_API_REQUESTS.openRoomsOfUsers),
  });
  return {
    ...connectRequests,
    keys: createRequestFunction(CHAT_API_REQUESTS.keys),
    admitExternal: createRequestFunction(CHAT_API_REQUESTS.admitExternal, BATCH_REQUEST_TIMEOUT_MS),
    endedSessions: createRequestFunction(CHAT_API_REQUESTS.endedSessions, BATCH_REQUEST_TIMEOUT_MS),
    authorizeRoom: createRequestFunction(CHAT_API_REQUESTS.authorizeRoom),
    sendMessage: createRequestFunction(CHAT_API_REQUESTS.sendMessage),
    markSeen: createRequestFunction(CHAT_API_REQUESTS.markSeen),
    listEvents: createRequestFunction(CHAT_API_REQUESTS.listEvents, BATCH_REQUEST_TIMEOUT_MS),
    changedHeads: createRequestFunction(CHAT_API_REQUESTS.changedHeads, BATCH_REQUEST_TIMEOUT_MS),
    roomsOfUser: createRequestFunction(CHAT_API_REQUESTS.roomsOfUser),
    joinedSeqs: createRequestFunction(CHAT_API_REQUESTS.joinedSeqs),
    mentionTargets: createRequestFunction(CHAT_API_REQUESTS.mentionTargets),
    authorizeMeeting: createRequestFunction(CHAT_API_REQUESTS.authorizeMeeting),
    reportMeetings: createRequestFunction(CHAT_API_REQUESTS.reportMeetings, BATCH_REQUEST_TIMEOUT_MS),
    parkDeadLetter: createRequestFunction(CHAT_API_REQUESTS.parkDeadLetter),
    sendHeartbeat: createRequestFunction(PRESENCE_REQUESTS.beat),
    listSessions: createRequestFunction(PRESENCE_REQUESTS.listSessions, BATCH_REQUEST_TIMEOUT_MS),
    closeEpoch: createRequestFunction(PRESENCE_REQUESTS.closeEpoch),
    setStatus: createRequestFunction(PRESENCE_REQUESTS.setStatus),
    roomOnlineUsers: createRequestFunction(PRESENCE_REQUESTS.roomOnlineUsers, BATCH_REQUEST_TIMEOUT_MS),
  };
}

/**
 * Sends a request that only reads, and repeats it while the other service refuses it because it is too busy. Throws the
 * last error if `isConnected` returns false, if the request failed for another reason, or after 5 s.
 */
async function sendUntilAccepted<T>(
  send: (timeoutMs: number) => Promise<T>,
  isConnected: () => boolean,
): Promise<T> {
  const deadline = performance.now() + BATCH_REQUEST_TIMEOUT_MS;
  for (let pauseMs = FIRST_REFUSAL_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_REFUSAL_PAUSE_MS)) {
    try {
      return await send(Math.max(1, Math.ceil(deadline - performance.now())));
    } catch (error) {
      const waitMs = addJitter(pauseMs, 0.5);
      if (!isRefusal(error) || !isConnected() || performance.now() + waitMs >= deadline) throw error;
      await sleep(waitMs);
    }
  }
}

/**
 * Returns whether another service answered that it is too busy. If there was no answer, the error has a cause instead.
 */
const isRefusal = (error: unknown): boolean =>
  error instanceof ChatError && error.code === 'UNAVAILABLE' && error.cause === undefined;
