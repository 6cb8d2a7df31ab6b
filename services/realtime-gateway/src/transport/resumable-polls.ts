import type { IncomingMessage, ServerResponse } from 'node:http';

/** The polling transport of an Engine.IO session, with the properties that the type declarations omit. */
interface PollingTransport {
  readonly name: string;
  readonly req: PollRequest | null;
  writable: boolean;
  onError(message: string): void;
  send(packets: readonly { readonly type: 'noop' }[]): void;
}

/** A request that Engine.IO has accepted as a poll. `cleanup` makes Engine.IO forget the request. */
interface PollRequest extends IncomingMessage {
  readonly _query: Readonly<Record<string, string | undefined>>;
  readonly cleanup?: () => void;
}

interface EngineIoSession {
  readonly transport: PollingTransport;
  close(discard?: boolean): void;
}

export interface PollingEngine {
  readonly clients: Readonly<Record<string, EngineIoSession>>;
  prepare(request: IncomingMessage): void;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
}

interface LatestPoll {
  /** The value that the client gives to this poll only; undefined if the client does not number its polls. */
  readonly id: string | undefined;
  readonly request: PollRequest;
  readonly response: ServerResponse;
  expiry?: NodeJS.Timeout;
}

/**
 * Time in which the poll must arrive again after the gateway that had forwarded it died. A balancer repeats the poll at
 * once on another gateway. The time is as long as the grace period of presence (5 s).
 */
const RESUME_WITHIN_MS = 5_000;

/**
 * Handles the polls of this gateway's sessions so that a session survives the death of the gateway that had forwarded its
 * poll. If a forwarded poll is cut before it was answered, the session waits for the repeated poll. If it is cut after it
 * was answered, the answer may be lost. The repeated poll then ends the session, and the client reconnects and catches
 * up, because a session must not continue without its lost events (ORD-1).
 */
export class ResumablePolls {
  readonly #engine: PollingEngine;
  readonly #latestPolls = new WeakMap<EngineIoSession, LatestPoll>();

  constructor(engine: PollingEngine) {
    this.#engine = engine;
  }

  /** Handles a request whose query was parsed. `isForwarded` says whether another gateway passed it on. */
  handle(request: IncomingMessage, response: ServerResponse, isForwarded: boolean): void {
    const poll = request as PollRequest;
    const session = this.#findSession(poll._query.sid);
    if (session?.transport.name !== 'polling' || request.method !== 'GET') {
      this.#engine.handleRequest(request, response);
      return;
    }
    const pollId = poll._query.t;
    const latestPoll = this.#latestPolls.get(session);
    clearTimeout(latestPoll?.expiry);
    const isRepeated = pollId !== undefined && latestPoll?.id === pollId;
    if (isRepeated && latestPoll.response.headersSent) session.close(true);
    else if (isRepeated) detachPoll(session.transport, latestPoll);
    const newPoll: LatestPoll = { id: pollId, request: poll, response };
    this.#latestPolls.set(session, newPoll);
    if (isForwarded && pollId !== undefined) waitAfterCut(session.transport, newPoll);
    this.#engine.handleRequest(request, response);
  }

  /**
   * Answers the waiting poll of a session with a packet without content. Returns whether the session uses polling.
   */
  release(sessionId: string): boolean {
    const transport = this.#findSession(sessionId)?.transport;
    if (transport?.name !== 'polling') return false;
    if (transport.writable) transport.send([{ type: 'noop' }]);
    return true;
  }

  #findSession(sessionId: string | undefined): EngineIoSession | undefined {
    const { clients } = this.#engine;
    return sessionId !== undefined && Object.hasOwn(clients, sessionId) ? clients[sessionId] : undefined;
  }
}

/** Makes Engine.IO forget a poll that it has not answered. */
function detachPoll(transport: PollingTransport, { request, response }: LatestPoll): void {
  if (transport.req !== request) return;
  request.cleanup?.();
  transport.writable = false;
  response.destroy();
}

/**
 * Detaches the poll if its connection is cut. Otherwise, Engine.IO would end the session. The connection reports the cut
 * before the request does, which is the event that Engine.IO waits for.
 */
function waitAfterCut(transport: PollingTransport, poll: LatestPoll): void {
  const { socket } = poll.request;
  const handleCut = () => {
    if (transport.req !== poll.request) return;
    detachPoll(transport, poll);
    poll.expiry = setTimeout(() => transport.onError('poll not repeated'), RESUME_WITHIN_MS);
    poll.expiry.unref();
  };
  for (const event of ['end', 'close']) {
    socket.once(event, handleCut);
    poll.response.once('finish', () => socket.off(event, handleCut));
  }
}
