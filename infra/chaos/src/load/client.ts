import type { ClientKind } from '../judge/ledger.ts';

/** Somebody who listens, of either kind, as the harness looks at them. */
export interface Client {
  readonly kind: ClientKind;
  readonly name: string;
  readonly roomIds: readonly string[];
  /** Connected, and every room is joined. */
  readonly isThere: boolean;
  /** How many of a room's numbers up to `head` never came. */
  missing(roomId: string, head: number): number;
  /** In words, when it does not get there. */
  describe(): string;
  stop(): void;
}
