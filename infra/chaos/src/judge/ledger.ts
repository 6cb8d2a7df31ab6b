import { type ClientKind, createFaultRow, type FaultRow } from './fault-row.ts';
import type { AcknowledgedChange, AcknowledgedMessage } from './room-log.ts';

/**
 * The maximum number of details, such as repeated events, that the report lists. Without a limit, one defect could add
 * thousands of them.
 */
const MAX_KEPT_DETAILS = 50;

/** Collects the observations of a run and attributes each one to the fault that was injected last. */
export class Ledger {
  readonly details: string[] = [];
  #acknowledged: AcknowledgedMessage[] = [];
  #acknowledgedChanges: AcknowledgedChange[] = [];
  readonly #rows = new Map<string, FaultRow>();
  #current = this.rowOf('no fault');
  readonly #heads = new Map<string, number>();

  get rows(): readonly FaultRow[] {
    return [...this.#rows.values()];
  }

  /** The report row of the fault that was injected last. */
  get current(): FaultRow {
    return this.#current;
  }

  /** Counts one occurrence of `fault`. From now on, observations are attributed to this fault. */
  begin(fault: string): void {
    this.#current = this.rowOf(fault);
    this.#current.times += 1;
  }

  /** Returns the report row of a fault. If the report has no row for the fault, creates an empty one. */
  rowOf(fault: string): FaultRow {
    const faultRow = this.#rows.get(fault) ?? createFaultRow(fault);
    this.#rows.set(fault, faultRow);
    return faultRow;
  }

  acknowledge(message: Omit<AcknowledgedMessage, 'during'>): void {
    this.#current.acknowledged += 1;
    this.#acknowledged.push({ ...message, during: this.#current.fault });
    const { roomId, stored } = message;
    if (stored) this.#heads.set(roomId, Math.max(stored.seq, this.#heads.get(roomId) ?? 0));
  }

  /** Returns the messages that were acknowledged since this method was last called. */
  takeAcknowledged(): AcknowledgedMessage[] {
    const acknowledgedMessages = this.#acknowledged;
    this.#acknowledged = [];
    return acknowledgedMessages;
  }

  /** Records a change to a room or message that the server has acknowledged with a successful response. */
  acknowledgeChange(change: Omit<AcknowledgedChange, 'during'>): void {
    this.#acknowledgedChanges.push({ ...change, during: this.#current.fault });
  }

  /** Returns the changes that were acknowledged since this method was last called. */
  takeAcknowledgedChanges(): AcknowledgedChange[] {
    const acknowledgedChanges = this.#acknowledgedChanges;
    this.#acknowledgedChanges = [];
    return acknowledgedChanges;
  }

  /** Returns the highest acknowledged seq of the room, or 0 if none of its messages was acknowledged. */
  acknowledgedHead(roomId: string): number {
    return this.#heads.get(roomId) ?? 0;
  }

  countIrregularity(kind: ClientKind, verdict: 'repeated' | 'out of order', detail: string): void {
    this.#current[kind][verdict === 'repeated' ? 'repeated' : 'outOfOrder'] += 1;
    this.note(`${kind} client, ${verdict}: ${detail}`);
  }

  /** Adds a detail to the report. After the first 50 details, further ones are dropped. */
  note(detail: string): void {
    if (this.details.length < MAX_KEPT_DETAILS) {
      this.details.push(`${new Date().toISOString()} [${this.#current.fault}] ${detail}`);
    }
  }
}
