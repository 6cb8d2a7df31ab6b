import { ChatError } from '@kcs/contracts';

/**
 * If chat-api has not answered for this long, new connections are refused before the handshake instead of failing after
 * it.
 */
const ADMIT_SILENCE_MS = 10_000;
/**
 * If chat-api has not answered for this long, we may have missed removals. A removal may take 30 s while NATS is
 * unavailable (REM-2), so 10 s remain.
 */
const STALE_SILENCE_MS = 20_000;

interface DeliveryGateListener {
  /** Sessions may have ended without our knowledge. Check all of them now. */
  readonly onUncertain: () => void;
  /** All sessions have been checked. Delivery resumes, and skipped events can be fetched. */
  readonly onCertain: () => void;
}

/**
 * Decides whether this gateway may deliver events and admit connections now. It combines four facts:
 *
 * - whether NATS is connected;
 * - how long ago chat-api last answered;
 * - whether we know which sessions ended while their notices could not reach us;
 * - whether the process is draining.
 *
 * Room events wait while it is uncertain which sessions ended, or while removals may have been missed. A user who was
 * logged out or removed during an outage therefore receives no later events.
 *
 * The gate does no I/O and has no timers. Reads are cheap enough for every event.
 */
export class DeliveryGate {
  readonly #now: () => number;
  #listener: DeliveryGateListener | undefined;
  #connected = true;
  #draining = false;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #certain = true;
  #uncertainties = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Sets the listener for changes of certainty. Call it once, before the gateway starts. */
  listen(listener: DeliveryGateListener): void {
    this.#listener = listener;
  }

  /** Whether NATS is connected. While it is not, requests over the bus fail immediately. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether the process is stopping. It then admits no connections and consumes no events. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Whether new connections are admitted. */
  get canAdmit(): boolean {
    return this.#connected && !this.#draining && this.#silentForMs < ADMIT_SILENCE_MS;
  }

  /** Whether room events may be delivered. */
  get canDeliver(): boolean {
    return this.#certain && this.canDeliverEphemeral;
  }

  /** Whether ephemeral events (typing, receipts) may be delivered. False while removals may have been missed. */
  get canDeliverEphemeral(): boolean {
    return this.#silentForMs <= STALE_SILENCE_MS;
  }

  /** Whether we know of every ended session. */
  get sessionsCertain(): boolean {
    return this.#certain;
  }

  /** How often certainty was lost. Pass the value read before a check of all sessions to `sessionsChecked`. */
  get uncertainties(): number {
    return this.#uncertainties;
  }

  /** Throws `UNAVAILABLE` while removals may have been missed. */
  assertFresh(): void {
    if (!this.canDeliverEphemeral) throw new ChatError('UNAVAILABLE');
  }

  natsDisconnected(): void {
    this.#connected = false;
  }

  /** Call this when NATS has reconnected. Notices of ended sessions may have been missed. */
  natsReconnected(): void {
    this.#connected = true;
    this.#becomeUncertain();
  }

  /**
   * Call this when chat-api has answered a request. After a long silence, sessions are checked before delivery resumes.
   */
  chatApiAnswered(): void {
    if (!this.canDeliverEphemeral) this.#becomeUncertain();
    this.#answeredAt = this.#now();
  }

  /**
   * Call this when all sessions have been checked. Does nothing if certainty was lost again since `uncertainties` was
   * read.
   */
  sessionsChecked(uncertainties: number): void {
    if (this.#certain || uncertainties !== this.#uncertainties) return;
    this.#certain = true;
    this.#listener?.onCertain();
  }

  drain(): void {
    this.#draining = true;
  }

  #becomeUncertain(): void {
    this.#certain = false;
    this.#uncertainties += 1;
    this.#listener?.onUncertain();
  }

  /** Infinite before the first answer of chat-api. */
  get #silentForMs(): number {
    return this.#now() - this.#answeredAt;
  }
}
