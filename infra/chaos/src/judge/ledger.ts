import type { AcknowledgedChange, AcknowledgedMessage } from './room-log.ts';

export type ClientKind = 'plain' | 'library';

/**
 * The observations of one kind of fault, which are one row of the report. An observation counts for the fault that
 * started last before it.
 */
export interface Row {
  readonly fault: string;
  times: number;
  acknowledged: number;
  /** The number of acknowledged messages that are not in the room's log. */
  lost: number;
  /** The number of events that clients never received, summed over all clients. */
  undelivered: number;
  readonly plain: Irregularities;
  readonly library: Irregularities;
  /** Catch-up times in milliseconds, one per client and fault. Infinity for a client that never caught up. */
  readonly catchUpMs: number[];
}

export interface Irregularities {
  repeated: number;
  outOfOrder: number;
}

export function createRow(fault: string): Row {
  return {
    fault,
    times: 0,
    acknowledged: 0,
    lost: 0,
    undelivered: 0,
    plain: { repeated: 0, outOfOrder: 0 },
    library: { repeated: 0, outOfOrder: 0 },
    catchUpMs: [],
  };
}

/** The maximum number of details in the report, because a single defect can cause thousands of irregular events. */
const MAX_DETAILS = 50;

/** Collects the observations of a run. Each observation counts for the most recent fault. */
export class Ledger {
  readonly details: string[] = [];
  #acknowledged: AcknowledgedMessage[] = [];
  #acknowledgedChanges: AcknowledgedChange[] = [];
  readonly #rows = new Map<string, Row>();
  #current = this.rowOf('no fault');
  readonly #heads = new Map<string, number>();

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** The report row of the most recent fault. */
  get current(): Row {
    return this.#current;
  }

  /** Counts one occurrence of `fault`. Further observations count for this fault. */
  begin(fault: string): void {
    this.#current = this.rowOf(fault);
    this.#current.times += 1;
  }

  /** Returns the row of a fault. Creates an empty row if none exists. */
  rowOf(fault: string): Row {
    const row = this.#rows.get(fault) ?? createRow(fault);
    this.#rows.set(fault, row);
    return row;
  }

  acknowledge(message: Omit<AcknowledgedMessage, 'during'>): void {
    this.#current.acknowledged += 1;
    this.#acknowledged.push({ ...message, during: this.#current.fault });
    const { roomId, stored } = message;
    if (stored) this.#heads.set(roomId, Math.max(stored.seq, this.#heads.get(roomId) ?? 0));
  }

  /** Returns the messages that were acknowledged since the previous call of this method. */
  takeAcknowledged(): AcknowledgedMessage[] {
    const acknowledged = this.#acknowledged;
    this.#acknowledged = [];
    return acknowledged;
  }

  /** Records a change of a room or message for which a client received a successful response. */
  acknowledgeChange(change: Omit<AcknowledgedChange, 'during'>): void {
    this.#acknowledgedChanges.push({ ...change, during: this.#current.fault });
  }

  /** Returns the changes acknowledged since the last call. */
  takeAcknowledgedChanges(): AcknowledgedChange[] {
    const acknowledged = this.#acknowledgedChanges;
    this.#acknowledgedChanges = [];
    return acknowledged;
  }

  /** Returns the highest acknowledged seq of the room; 0 if no message was acknowledged. */
  acknowledgedHead(roomId: string): number {
    return this.#heads.get(roomId) ?? 0;
  }

  countIrregularity(kind: ClientKind, verdict: 'repeated' | 'out of order', detail: string): void {
    this.#current[kind][verdict === 'repeated' ? 'repeated' : 'outOfOrder'] += 1;
    this.note(`${kind} client, ${verdict}: ${detail}`);
  }

  /** Adds a detail to the report. Details beyond the first 50 are dropped. */
  note(detail: string): void {
    if (this.details.length < MAX_DETAILS) {
      this.details.push(`${new Date().toISOString()} [${this.#current.fault}] ${detail}`);
    }
  }
}
