import type { AcknowledgedMessage } from './room-log.ts';

export type ClientKind = 'plain' | 'library';

/** One line of the table: everything from the start of a fault of this kind until the next fault starts. */
export interface Row {
  readonly fault: string;
  times: number;
  acknowledged: number;
  /** The number of messages that were acknowledged but are not in the room's log. */
  lost: number;
  /** The number of events up to the final head that a client never received, summed over all clients. */
  undelivered: number;
  readonly plain: Irregularities;
  readonly library: Irregularities;
  /** One sample per client and fault. Infinity if the client never caught up. */
  readonly catchUpMs: number[];
}

export interface Irregularities {
  repeated: number;
  outOfOrder: number;
}

export function newRow(fault: string): Row {
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

/** A single defect can cause thousands of irregular events. */
const MAX_DETAILS = 50;

/** Records observations under the row of the current or most recent fault. */
export class Ledger {
  readonly details: string[] = [];
  #acknowledged: AcknowledgedMessage[] = [];
  readonly #rows = new Map<string, Row>();
  #current = this.rowOf('no fault');
  readonly #heads = new Map<string, number>();

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** The row in which new observations are counted. */
  get current(): Row {
    return this.#current;
  }

  /** Makes `fault` the current fault and counts one occurrence of it. */
  begin(fault: string): void {
    this.#current = this.rowOf(fault);
    this.#current.times += 1;
  }

  /** Returns the row of a fault. Creates it if necessary. */
  rowOf(fault: string): Row {
    const row = this.#rows.get(fault) ?? newRow(fault);
    this.#rows.set(fault, row);
    return row;
  }

  acknowledge(message: Omit<AcknowledgedMessage, 'during'>): void {
    this.#current.acknowledged += 1;
    this.#acknowledged.push({ ...message, during: this.#current.fault });
    const { roomId, stored } = message;
    if (stored) this.#heads.set(roomId, Math.max(stored.seq, this.#heads.get(roomId) ?? 0));
  }

  /** Returns the messages acknowledged since the last call. */
  takeAcknowledged(): AcknowledgedMessage[] {
    const acknowledged = this.#acknowledged;
    this.#acknowledged = [];
    return acknowledged;
  }

  /** Returns the highest seq in any acknowledgment of this room. */
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
