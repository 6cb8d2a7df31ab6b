import { ChatError } from '@kcs/contracts';

/**
 * If chat-api has not answered for this long, new connections are refused before the handshake, because their
 * authentication would fail after the handshake.
 */
const MAX_SILENCE_TO_ADMIT_MS = 10_000;
/**
 * If chat-api has not answered for this long, removals may have been missed, so delivery stops. While NATS is
 * unavailable, a removal may take up to 30 s (REM-2), which leaves a margin of 10 s.
 */
const MAX_SILENCE_TO_DELIVER_MS = 20_000;

interface DeliveryGateListener {
  /** Called when sessions may have ended without our knowledge. All sessions must be checked now. */
  readonly onUncertain: () => void;
  /**
   * Called when all sessions have been checked. Delivery resumes, and events dropped in the meantime can be fetched.
   */
  readonly onCertain: () => void;
}

/**
 * Decides whether this gateway may deliver events and admit connections now. The decision depends on four conditions:
 *
 * - whether NATS is connected;
 * - how long ago chat-api last answered;
 * - whether we know which sessions ended while their notices could not reach us;
 * - whether the process is draining.
 *
 * Room events wait while it is uncertain which sessions ended, or while removals may have been missed. A user who was
 * logged out or removed during an outage therefore receives no later events.
 *
 * The gate does no I/O and has no timers. Reading it is cheap enough to do for every event.
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

  /**
   * Sets the listener that is called when certainty about sessions is lost or restored. Call this once, before the
   * gateway starts.
   */
  listen(listener: DeliveryGateListener): void {
    this.#listener = listener;
  }

  /** Whether NATS is connected. While NATS is disconnected, requests over the bus fail immediately. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether the process is stopping. A draining gateway admits no connections and consumes no events. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Whether new connections are admitted. */
  get canAdmit(): boolean {
    return this.#connected && !this.#draining && this.#silentForMs < MAX_SILENCE_TO_ADMIT_MS;
  }

  /** Whether room events may be delivered. */
  get canDeliver(): boolean {
    return this.#certain && this.canDeliverEphemeral;
  }

  /** Whether ephemeral events (typing, receipts) may be delivered. False while removals may have been missed. */
  get canDeliverEphemeral(): boolean {
    return this.#silentForMs <= MAX_SILENCE_TO_DELIVER_MS;
  }

  /** Whether we know of every ended session. */
  get sessionsCertain(): boolean {
    return this.#certain;
  }

  /**
   * How many times certainty about sessions was lost. Read this before checking all sessions, and pass the value to
   * `sessionsChecked` after the check.
   */
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

  /**
   * Call this when NATS has reconnected. Sessions become uncertain, because notices of ended sessions may have been
   * missed.
   */
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
   * Call this after checking all sessions, with the value that `uncertainties` had before the check. Does nothing if
   * certainty was lost again during the check.
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

  /** Milliseconds since the last answer from chat-api. Infinite before the first answer. */
  get #silentForMs(): number {
    return this.#now() - this.#answeredAt;
  }
}
