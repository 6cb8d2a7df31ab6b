import type { SessionEndCode } from '@kcs/contracts';
import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import { OutageLog } from '../health/outage-log.ts';
import { disconnectForEndedSession, isSessionEndCode } from '../sockets/close-socket.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';

/**
 * Interval between session checks with chat-api. If a notice is lost, the sockets of an ended session stay open until
 * the next check (END-7 allows 30 s).
 */
const SESSION_POLL_INTERVAL_MS = 20_000;
/**
 * Interval between session checks while it is uncertain which sessions have ended. The interval is short, because
 * delivery waits for the checks.
 */
const SESSION_POLL_INTERVAL_WHILE_UNCERTAIN_MS = 1_000;
const MAX_SESSIONS_PER_REQUEST = 1_000;

type EndedSessions = readonly { readonly sessionId: string; readonly code: string }[];

interface SessionWatchOptions {
  readonly gate: DeliveryGate;
  readonly registry: Pick<SocketRegistry, 'sessionEnded'>;
  /** Returns which of the given sessions have ended. */
  readonly endedSessions: (sessionIds: string[]) => Promise<EndedSessions>;
  readonly logger: Logger;
}

/**
 * Disconnects the sockets of ended sessions. Notices end sessions immediately, and polling finds ended sessions whose
 * notice was lost. After an interruption, the delivery gate stays closed until every session has been checked.
 */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  readonly #sockets = new Map<string, Set<ChatSocket>>();
  readonly #outage: OutageLog;
  #timer: Stoppable | undefined;
  /**
   * Sessions that have not been checked since it became uncertain which sessions have ended. If a check fails partway,
   * the next check covers only these sessions.
   */
  #unchecked = new Set<string>();
  #uncertainties = 0;
  #polledAt = performance.now();

  constructor(options: SessionWatchOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'Checking for ended sessions');
  }

  start(): void {
    const { gate, logger } = this.#options;
    const isPollDue = () =>
      !gate.sessionsCertain || performance.now() - this.#polledAt >= SESSION_POLL_INTERVAL_MS;
    const pollSessionsIfDue = async () => void (isPollDue() && (await this.poll()));
    this.#timer = repeatEvery(SESSION_POLL_INTERVAL_WHILE_UNCERTAIN_MS, pollSessionsIfDue, {
      logger,
      name: 'ended session check',
    });
  }

  follow(socket: ChatSocket): void {
    const { sessionId } = socket.data;
    const sessionSockets = this.#sockets.get(sessionId);
    if (sessionSockets) sessionSockets.add(socket);
    else this.#sockets.set(sessionId, new Set([socket]));
  }

  forget(socket: ChatSocket): void {
    const { sessionId } = socket.data;
    const sessionSockets = this.#sockets.get(sessionId);
    sessionSockets?.delete(socket);
    if (sessionSockets?.size === 0) this.#sockets.delete(sessionId);
  }

  /** Ends a session: disconnects its sockets, and refuses its connections that are still being authorized. */
  end(sessionId: string, code: string): void {
    const sessionEndCode: SessionEndCode = isSessionEndCode(code) ? code : 'SESSION_REVOKED';
    this.#options.registry.sessionEnded(sessionId, sessionEndCode);
    for (const socket of [...(this.#sockets.get(sessionId) ?? [])])
      disconnectForEndedSession(socket, sessionEndCode);
  }

  /**
   * Asks chat-api which sessions have ended, and ends them on this gateway. Never throws. The next poll repeats a
   * failed check.
   */
  async poll(): Promise<void> {
    const { gate } = this.#options;
    const { uncertainties } = gate;
    this.#polledAt = performance.now();
    if (uncertainties !== this.#uncertainties) {
      this.#uncertainties = uncertainties;
      this.#unchecked = new Set(this.#sockets.keys());
    }
    try {
      await this.#checkSessions(this.#unchecked);
      this.#outage.succeeded();
    } catch (err) {
      this.#outage.failed(err);
      return;
    }
    gate.sessionsChecked(uncertainties);
  }

  async #checkSessions(unchecked: Set<string>): Promise<void> {
    const { gate, endedSessions } = this.#options;
    const sessionIdsToCheck = [...(gate.sessionsCertain ? this.#sockets.keys() : unchecked)];
    for (let at = 0; at < sessionIdsToCheck.length; at += MAX_SESSIONS_PER_REQUEST) {
      const sessionIdBatch = sessionIdsToCheck.slice(at, at + MAX_SESSIONS_PER_REQUEST);
      for (const { sessionId, code } of await endedSessions(sessionIdBatch)) this.end(sessionId, code);
      for (const sessionId of sessionIdBatch) unchecked.delete(sessionId);
    }
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }
}
