import type { Acknowledged } from './lost-messages.ts';
import { newRow, type Row } from './row.ts';

export type ClientKind = 'plain' | 'library';

/** Shown of what went wrong; one fault of ours can show a thousand times. */
const KEPT_DETAILS = 50;

/** Who tells what happened, and the row under which it is counted: that of the fault in progress or just over. */
export class Ledger {
  readonly details: string[] = [];
  #acknowledged: Acknowledged[] = [];
  readonly #rows = new Map<string, Row>();
  #current = this.#row('no fault');
  readonly #heads = new Map<string, number>();

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** The row of what happens now. */
  get current(): Row {
    return this.#current;
  }

  begin(fault: string): void {
    this.#current = this.#row(fault);
    this.#current.times += 1;
  }

  /** Another count of the same row. */
  rowOf(fault: string): Row {
    return this.#row(fault);
  }

  acknowledge(message: Omit<Acknowledged, 'during'>): void {
    this.#current.acknowledged += 1;
    this.#acknowledged.push({ ...message, during: this.#current.fault });
    const { roomId, stored } = message;
    if (stored) this.#heads.set(roomId, Math.max(stored.seq, this.#heads.get(roomId) ?? 0));
  }

  /** All since the last call. */
  takeAcknowledged(): Acknowledged[] {
    const taken = this.#acknowledged;
    this.#acknowledged = [];
    return taken;
  }

  /** The highest number that a sender was told of. */
  acknowledgedHead(roomId: string): number {
    return this.#heads.get(roomId) ?? 0;
  }

  irregular(kind: ClientKind, what: 'repeated' | 'out of order', detail: string): void {
    this.#current[kind][what === 'repeated' ? 'repeated' : 'outOfOrder'] += 1;
    this.note(`${kind} client, ${what}: ${detail}`);
  }

  note(detail: string): void {
    if (this.details.length < KEPT_DETAILS) {
      this.details.push(`${new Date().toISOString()} [${this.#current.fault}] ${detail}`);
    }
  }

  #row(fault: string): Row {
    const row = this.#rows.get(fault) ?? newRow(fault);
    this.#rows.set(fault, row);
    return row;
  }
}
