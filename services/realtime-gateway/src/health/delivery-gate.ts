import { ChatError } from '@kcs/contracts';

/** After this much silence from chat-api, new connections are refused before their handshake instead of after it. */
const ADMIT_SILENCE_MS = 10_000;
/**
 * After this much silence from chat-api, removals may have been missed. Leaves 10 s of the 30 s that a removal may take
 * while NATS is away (REM-2).
 */
const STALE_SILENCE_MS = 20_000;

interface DeliveryGateListener {
  /** Sessions may have ended without our knowledge: check them all now. */
  readonly onUncertain: () => void;
  /** Every session was checked since it became uncertain: delivery resumes, and skipped events can be fetched. */
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
 * Events of a room wait while it is uncertain which sessions ended, or while removals may have been missed: a user who
 * was logged out or removed during an outage receives nothing that followed.
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

  /** Sets who acts on a change of certainty. Call it once, before the gateway starts. */
  listen(listener: DeliveryGateListener): void {
    this.#listener = listener;
  }

  /** Whether the NATS connection is up. While it is not, requests over the bus fail at once. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether the process is stopping: no new connections, and nothing more is consumed. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Whether new connections are admitted. */
  get canAdmit(): boolean {
    return this.#connected && !this.#draining && this.#silentForMs < ADMIT_SILENCE_MS;
  }

  /** Whether room events may go to sockets. */
  get canDeliver(): boolean {
    return this.#certain && this.canDeliverEphemeral;
  }

  /** Whether ephemeral events (typing, receipts) may go to sockets: false while removals may have been missed. */
  get canDeliverEphemeral(): boolean {
    return this.#silentForMs <= STALE_SILENCE_MS;
  }

  /** Whether every session that ended is known to have ended. */
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

  /** NATS is back: notices of ended sessions may have been missed. */
  natsReconnected(): void {
    this.#connected = true;
    this.#becomeUncertain();
  }

  /** chat-api answered a request. After a long silence, sessions are checked before delivery resumes. */
  chatApiAnswered(): void {
    if (!this.canDeliverEphemeral) this.#becomeUncertain();
    this.#answeredAt = this.#now();
  }

  /** All sessions were checked. Does nothing when certainty was lost again since `uncertainties` was read. */
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
