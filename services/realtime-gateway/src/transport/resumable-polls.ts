import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

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

/** The answer to a forwarded poll. */
interface PollAnswer {
  readonly headers: OutgoingHttpHeaders;
  body: unknown;
}

interface WaitingPoll {
  readonly request: PollRequest;
  readonly response: ServerResponse;
}

interface LatestPoll {
  /** The value that the client gives to this poll only; undefined if the client does not number its polls. */
  readonly id: string | undefined;
  /** The poll, until its response is closed. */
  waiting: WaitingPoll | undefined;
  /** Whether the answer had begun when the response was closed. */
  wasAnswered: boolean;
  /** The answer, as long as it can be sent again. */
  answer?: PollAnswer | undefined;
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
 * was answered, the answer may be lost, so the repeated poll gets the same answer again. If that answer is not kept any
 * more, the repeated poll ends the session, and the client reconnects and catches up, because a session must not continue
 * without its lost events (ORD-1).
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
    if (session === undefined || request.method !== 'GET') {
      this.#engine.handleRequest(request, response);
      return;
    }
    const pollId = poll._query.t;
    const latestPoll = this.#latestPolls.get(session);
    const isRepeated = pollId !== undefined && latestPoll?.id === pollId;
    if (isRepeated && latestPoll.answer !== undefined) {
      response.writeHead(200, latestPoll.answer.headers).end(latestPoll.answer.body);
      return;
    }
    clearTimeout(latestPoll?.expiry);
    if (session.transport.name !== 'polling') {
      this.#engine.handleRequest(request, response);
      return;
    }
    if (isRepeated && (latestPoll.waiting?.response.headersSent ?? latestPoll.wasAnswered))
      session.close(true);
    else if (isRepeated && latestPoll.waiting !== undefined)
      detachPoll(session.transport, latestPoll.waiting);
    const newPoll = createLatestPoll(pollId, { request: poll, response });
    this.#latestPolls.set(session, newPoll);
    if (isForwarded && pollId !== undefined) {
      keepAnswer(newPoll, response);
      waitAfterCut(session.transport, newPoll);
    }
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

function createLatestPoll(id: string | undefined, waiting: WaitingPoll): LatestPoll {
  const latestPoll: LatestPoll = { id, waiting, wasAnswered: false };
  // Drop the closed poll. A session that has moved to WebSocket would otherwise keep its last poll in memory.
  waiting.response.once('close', () => {
    latestPoll.waiting = undefined;
    latestPoll.wasAnswered = waiting.response.headersSent;
  });
  return latestPoll;
}

/** Makes Engine.IO forget a poll that it has not answered. */
function detachPoll(transport: PollingTransport, { request, response }: WaitingPoll): void {
  if (transport.req !== request) return;
  request.cleanup?.();
  transport.writable = false;
  response.destroy();
}

/** Keeps the answer for as long as the poll can be repeated. */
function keepAnswer(poll: LatestPoll, response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response);
  const end = response.end.bind(response);
  // Engine.IO calls both methods with exactly these arguments.
  response.writeHead = ((status: number, headers: OutgoingHttpHeaders) => {
    if (status === 200) poll.answer = { headers, body: undefined };
    return writeHead(status, headers);
  }) as typeof response.writeHead;
  response.end = ((body: unknown) => {
    if (poll.answer !== undefined) poll.answer.body = body;
    poll.expiry = setTimeout(() => {
      poll.answer = undefined;
    }, RESUME_WITHIN_MS);
    poll.expiry.unref();
    return end(body);
  }) as typeof response.end;
}

/**
 * Detaches the poll if its connection is cut. Otherwise, Engine.IO would end the session. The connection reports the cut
 * before the request does, which is the event that Engine.IO waits for.
 */
function waitAfterCut(transport: PollingTransport, poll: LatestPoll): void {
  const { waiting } = poll;
  if (waiting === undefined) return;
  const { socket } = waiting.request;
  const handleCut = () => {
    if (transport.req !== waiting.request) return;
    detachPoll(transport, waiting);
    poll.expiry = setTimeout(() => transport.onError('poll not repeated'), RESUME_WITHIN_MS);
    poll.expiry.unref();
  };
  for (const event of ['end', 'close']) {
    socket.once(event, handleCut);
    waiting.response.once('finish', () => socket.off(event, handleCut));
  }
}
