import type { SessionEndCode } from '@kcs/contracts';
import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import { endSession, isSessionEnd } from '../sockets/close-socket.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';

/** The net under the pushed notice: an ended session's sockets live at most this much longer (protocol §3: 30 s). */
const POLL_MS = 20_000;
/** While it is not known who has gone, everybody else waits for the answer. */
const DOUBT_POLL_MS = 1_000;
const SESSIONS_PER_REQUEST = 1_000;

type Ended = readonly { readonly sessionId: string; readonly code: string }[];

export interface SessionWatchOptions {
  readonly registry: SocketRegistry;
  readonly endedSessions: (sessionIds: string[]) => Promise<Ended>;
  readonly logger: Logger;
  /** Every session was asked for since the last doubt. */
  readonly onSure: () => void;
}

/**
 * Ends the sockets of sessions that ended: at once when told, and by asking for what was not heard. After an outage of
 * whoever tells, `sure` is false until that was asked, so that nobody who was sent away meanwhile hears what follows.
 */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  readonly #sockets = new Map<string, Set<ChatSocket>>();
  readonly #outage: OutageLog;
  #timer: Stoppable | undefined;
  #sure = true;
  #doubts = 0;
  /** Not asked for since the last doubt: an answer that fails half-way does not begin all over. */
  #unasked = new Set<string>();
  #askedAt = performance.now();

  constructor(options: SessionWatchOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'asking for ended sessions');
  }

  start(): void {
    const { logger } = this.#options;
    const due = () => !this.#sure || performance.now() - this.#askedAt >= POLL_MS;
    const turn = async () => void (due() && (await this.poll()));
    this.#timer = every(DOUBT_POLL_MS, turn, { logger, name: 'ended sessions' });
  }

  get sure(): boolean {
    return this.#sure;
  }

  /** Ends may have gone unheard. */
  doubt(): void {
    this.#sure = false;
    this.#doubts += 1;
    this.#unasked = new Set(this.#sockets.keys());
  }

  follow(socket: ChatSocket): void {
    const { sessionId } = socket.data;
    const sockets = this.#sockets.get(sessionId);
    if (sockets) sockets.add(socket);
    else this.#sockets.set(sessionId, new Set([socket]));
  }

  forget(socket: ChatSocket): void {
    const { sessionId } = socket.data;
    const sockets = this.#sockets.get(sessionId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#sockets.delete(sessionId);
  }

  end(sessionId: string, code: string): void {
    const known: SessionEndCode = isSessionEnd(code) ? code : 'SESSION_REVOKED';
    this.#options.registry.ended(sessionId, known);
    for (const socket of [...(this.#sockets.get(sessionId) ?? [])]) endSession(socket, known);
  }

  /** Never fails; what was not answered is asked at the next turn. */
  async poll(): Promise<void> {
    const doubts = this.#doubts;
    this.#askedAt = performance.now();
    await this.#askAll().then(
      () => {
        this.#outage.worked();
        if (this.#sure || doubts !== this.#doubts) return;
        this.#sure = true;
        this.#options.onSure();
      },
      (err) => this.#outage.failed(err),
    );
  }

  async #askAll(): Promise<void> {
    const unasked = this.#unasked;
    const all = [...(this.#sure ? this.#sockets.keys() : unasked)];
    for (let at = 0; at < all.length; at += SESSIONS_PER_REQUEST) {
      const asked = all.slice(at, at + SESSIONS_PER_REQUEST);
      for (const { sessionId, code } of await this.#options.endedSessions(asked)) this.end(sessionId, code);
      for (const sessionId of asked) unasked.delete(sessionId);
    }
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }
}
