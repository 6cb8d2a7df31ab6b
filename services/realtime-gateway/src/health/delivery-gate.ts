import { ChatError } from '@kcs/contracts';

/**
 * Time without an answer from chat-api after which new connections are refused before the handshake. Their
 * authentication would fail without chat-api.
 */
const MAX_CHAT_API_SILENCE_TO_ADMIT_MS = 10_000;
/**
 * Time without an answer from chat-api after which delivery stops, because this gateway may have missed removals of
 * room members. During a NATS outage, a removal must take effect within 30 s (REM-2), so 10 s remain as a margin.
 */
const MAX_CHAT_API_SILENCE_TO_DELIVER_MS = 20_000;

interface DeliveryGateListener {
  /** Called when notices of ended sessions may have been lost. The listener must check all sessions now. */
  readonly onUncertain: () => void;
  /**
   * Called when all sessions have been checked. Delivery has resumed, and the listener can fetch the events that were
   * dropped before.
   */
  readonly onCertain: () => void;
}

/**
 * Decides whether this gateway may deliver events and admit connections now. The decision depends on four conditions:
 * whether NATS is connected, how long ago chat-api last answered, whether the gateway knows which sessions have ended,
 * and whether the process is draining.
 *
 * Room events wait while it is uncertain which sessions have ended, or while the gateway may have missed removals of
 * room members. A user who was logged out or removed during an outage therefore receives no later events.
 *
 * The gate does no I/O and has no timers. A check is cheap enough for every event.
 */
export class DeliveryGate {
  readonly #now: () => number;
  #listener: DeliveryGateListener | undefined;
  #connected = true;
  #draining = false;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #certain = true;
  #uncertainties = 0;
  /** Functions that each reject one waiting request. */
  readonly #rejectWaitingRequests = new Set<() => void>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Sets the listener. Must be called once, before the gateway starts. */
  listen(listener: DeliveryGateListener): void {
    this.#listener = listener;
  }

  /** Whether NATS is connected. While NATS is disconnected, requests over the bus fail immediately. */
  get connected(): boolean {
    return this.#connected;
  }

  /**
   * Whether the process is stopping. A draining gateway admits no connections and takes no events off the bus, but
   * still delivers events from other gateways.
   */
  get draining(): boolean {
    return this.#draining;
  }

  /** Whether new connections are admitted. */
  get canAdmit(): boolean {
    return this.#connected && !this.#draining && this.#silentForMs < MAX_CHAT_API_SILENCE_TO_ADMIT_MS;
  }

  /** Whether room events may be delivered. */
  get canDeliver(): boolean {
    return this.#certain && this.canDeliverEphemeral;
  }

  /**
   * Whether ephemeral events (typing, receipts) may be delivered. False while this gateway may have missed removals of
   * room members.
   */
  get canDeliverEphemeral(): boolean {
    return this.#silentForMs <= MAX_CHAT_API_SILENCE_TO_DELIVER_MS;
  }

  /** Whether this gateway knows which sessions have ended. */
  get sessionsCertain(): boolean {
    return this.#certain;
  }

  /**
   * How many times it has become uncertain which sessions have ended. A session check reads this number at its
   * beginning and passes it to `sessionsChecked` at its end.
   */
  get uncertainties(): number {
    return this.#uncertainties;
  }

  /** Throws `UNAVAILABLE` while this gateway may have missed removals of room members. Otherwise, does nothing. */
  assertFresh(): void {
    if (!this.canDeliverEphemeral) throw new ChatError('UNAVAILABLE');
  }

  natsDisconnected(): void {
    this.#connected = false;
    for (const reject of this.#rejectWaitingRequests) reject();
  }

  /**
   * Resolves or rejects as `reply` does. Throws `UNAVAILABLE` as soon as NATS disconnects, because a request or reply
   * that was on its way is lost then. Without this, repairs that run after a reconnect would wait for the timeouts of
   * requests from before.
   */
  async rejectOnDisconnect<T>(reply: Promise<T>): Promise<T> {
    let rejectRequest = () => {};
    const disconnection = new Promise<never>((_resolve, reject) => {
      rejectRequest = () => reject(new ChatError('UNAVAILABLE'));
    });
    this.#rejectWaitingRequests.add(rejectRequest);
    try {
      return await Promise.race([reply, disconnection]);
    } finally {
      this.#rejectWaitingRequests.delete(rejectRequest);
    }
  }

  /**
   * Records that NATS has reconnected. From now on, it is uncertain which sessions have ended, because this gateway may
   * have missed notices of ended sessions.
   */
  natsReconnected(): void {
    this.#connected = true;
    this.#becomeUncertain();
  }

  /**
   * Records that chat-api has answered a request. If chat-api was silent for so long that delivery stopped, delivery
   * resumes only after all sessions have been checked.
   */
  chatApiAnswered(): void {
    if (!this.canDeliverEphemeral) this.#becomeUncertain();
    this.#answeredAt = this.#now();
  }

  /**
   * Records that all sessions have been checked. The parameter is the value of `uncertainties` when the check began.
   * Does nothing if, during the check, it became uncertain again which sessions have ended.
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

  /** Time since the last answer from chat-api, in milliseconds; infinite before the first answer. */
  get #silentForMs(): number {
    return this.#now() - this.#answeredAt;
  }
}
