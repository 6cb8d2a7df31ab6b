import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';

/** How long each state of a connection may last before the connection is repaired. */
const PATIENCE_MS: Readonly<Partial<Record<RTCPeerConnectionState, number>>> = {
  new: 10_000,
  connecting: 10_000,
  disconnected: 2_000,
  failed: 200,
};
/** How long to wait for a repair to succeed before the next one begins. */
const REPAIR_TIMEOUT_MS = 6_000;
/** After this many repairs without success, the connection is replaced. */
const REPAIRS_BEFORE_REPLACEMENT = 3;

interface ConnectionHealthOptions {
  readonly connection: Pick<RTCPeerConnection, 'connectionState' | 'addEventListener'>;
  readonly time: Time;
  readonly stopped: Stop;
  /** Starts an ICE restart, which looks for another network path. */
  readonly repair: () => void;
  readonly replace: () => void;
}

/** Repairs a peer connection that has not been connected for too long, and replaces it if repairs do not help. */
export class ConnectionHealth {
  readonly #options: ConnectionHealthOptions;
  /** Fires when the connection is connected again; undefined while it is connected. */
  #recovered: Stop | undefined;
  /** Fires when the current wait is over. */
  #wakeUp = new Stop();

  constructor(options: ConnectionHealthOptions) {
    this.#options = options;
    options.connection.addEventListener('connectionstatechange', () => this.#check());
    this.#check();
  }

  /**
   * Call this method when a network path may be available again. Repairs the connection immediately, unless it is
   * connected.
   */
  retryNow(): void {
    if (this.#recovered) this.#wakeUp.stop();
  }

  #check(): void {
    const { connection, stopped } = this.#options;
    const { connectionState } = connection;
    if (connectionState === 'connected' || connectionState === 'closed') {
      this.#recovered?.stop();
      this.#recovered = undefined;
      return;
    }
    if (!this.#recovered) {
      this.#recovered = new Stop(stopped);
      void this.#repairUntilRecovered(this.#recovered);
    } else if (connectionState === 'failed') this.#wakeUp.stop();
  }

  async #repairUntilRecovered(recovered: Stop): Promise<void> {
    const { connection, repair, replace } = this.#options;
    await this.#wait(PATIENCE_MS[connection.connectionState] ?? REPAIR_TIMEOUT_MS, recovered);
    for (let repairs = 0; !recovered.hasFired; repairs += 1) {
      if (repairs === REPAIRS_BEFORE_REPLACEMENT) return replace();
      repair();
      await this.#wait(REPAIR_TIMEOUT_MS, recovered);
    }
  }

  async #wait(ms: number, recovered: Stop): Promise<void> {
    const { time } = this.#options;
    const wakeUp = new Stop(recovered);
    this.#wakeUp = wakeUp;
    await time.sleep(ms * (1 + time.random() / 4), wakeUp);
    wakeUp.stop();
  }
}
