import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientKind } from '../judge/fault-row.ts';

/** A chat client under test: a plain Socket.IO client, or a client of `@kcs/chat-client`. */
export interface ChaosClient {
  readonly kind: ClientKind;
  readonly name: string;
  readonly roomIds: readonly string[];
  /** Whether the client is connected and has joined every room. */
  readonly isReady: boolean;
  /** Returns how many of the room's events up to `head` the client has not received. */
  missing(roomId: string, head: number): number;
  describe(): string;
  stop(): void;
}

const CLIENTS_READY_WITHIN_MS = 60_000;
const READINESS_POLL_INTERVAL_MS = 50;

/**
 * Resolves once all clients are ready. If some are still not ready after 60 s, throws an error that describes the first
 * few of them.
 */
export async function waitUntilReady(clients: readonly ChaosClient[]): Promise<void> {
  const readinessDeadline = performance.now() + CLIENTS_READY_WITHIN_MS;
  for (;;) {
    const clientsNotReady = clients.filter((client) => !client.isReady);
    if (clientsNotReady.length === 0) return;
    if (performance.now() > readinessDeadline) {
      const notReadyDescriptions = clientsNotReady.slice(0, 5).map((client) => client.describe());
      throw new Error(
        `${clientsNotReady.length} clients did not become ready:\n${notReadyDescriptions.join('\n')}`,
      );
    }
    await sleep(READINESS_POLL_INTERVAL_MS);
  }
}

/**
 * Returns one of the clients in the room, selected by `draw`, a random number in [0, 1). Returns undefined if no client
 * is in the room.
 */
export function pickClientInRoom<C extends { readonly roomIds: readonly string[] }>(
  clients: readonly C[],
  roomId: string,
  draw: number,
): C | undefined {
  const clientsInRoom = clients.filter(({ roomIds }) => roomIds.includes(roomId));
  return clientsInRoom[Math.floor(draw * clientsInRoom.length)];
}
