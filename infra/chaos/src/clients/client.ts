import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientKind } from '../judge/ledger.ts';

/** A connected chat client of either kind. */
export interface Client {
  readonly kind: ClientKind;
  readonly name: string;
  readonly roomIds: readonly string[];
  /** True while the client is connected and has joined every room. */
  readonly isReady: boolean;
  /** Returns how many events up to `head` the client has not received. */
  missing(roomId: string, head: number): number;
  /** Describes the client's state for the report. */
  describe(): string;
  stop(): void;
}

const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;

/** Waits until all clients are ready. After 60 s, throws and names the clients that are not. */
export async function untilReady(clients: readonly Client[]): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const notReady = clients.filter((client) => !client.isReady);
    if (notReady.length === 0) return;
    if (performance.now() > deadline) {
      const some = notReady.slice(0, 5).map((client) => client.describe());
      throw new Error(`${notReady.length} clients did not become ready:\n${some.join('\n')}`);
    }
    await sleep(POLL_MS);
  }
}

/**
 * Picks one of the clients in the room by `draw`, a number in [0, 1). Returns undefined if no client is in the room.
 */
export function pickInRoom<C extends { readonly roomIds: readonly string[] }>(
  clients: readonly C[],
  roomId: string,
  draw: number,
): C | undefined {
  const inRoom = clients.filter(({ roomIds }) => roomIds.includes(roomId));
  return inRoom[Math.floor(draw * inRoom.length)];
}
