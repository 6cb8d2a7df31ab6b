import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatClient, createChatClient, tokenSession } from '@kcs/chat-client';
import type { TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
import { createLiveOrderAfterJoin, judgeEventArrival, type LiveOrder } from '../judge/live-order.ts';
import type { ChaosClient } from './client.ts';

export interface LibraryClientOptions {
  readonly name: string;
  readonly user: TestUser;
  readonly restUrl: string;
  readonly socketUrl: string;
  readonly roomIds: readonly string[];
  readonly ledger: Ledger;
}

const CLIENT_READY_WITHIN_MS = 30_000;
export const CLIENT_POLL_INTERVAL_MS = 50;

/**
 * A client that uses `@kcs/chat-client`. The library must emit each `room-event` exactly once and in order, even across
 * disconnects (PROM-3).
 */
export class LibraryClient implements ChaosClient {
  readonly kind = 'library';
  readonly name: string;
  readonly roomIds: readonly string[];
  readonly chat: ChatClient;
  /**
   * The order of the events received in each room, starting at the position that the library had when the client first
   * became ready.
   */
  readonly #orders = new Map<string, LiveOrder>();

  /** Connects a client. Resolves once the client is ready. */
  static async start(options: LibraryClientOptions): Promise<LibraryClient> {
    const { user, restUrl, socketUrl } = options;
    const clientSession = await tokenSession({
      url: restUrl,
      getToken: (refused) => (refused === null ? user.token : null),
    });
    const client = new LibraryClient(options, createChatClient({ session: clientSession, socketUrl }));
    await client.#becomeReady();
    return client;
  }

  private constructor({ name, roomIds, ledger }: LibraryClientOptions, chat: ChatClient) {
    this.name = name;
    this.roomIds = roomIds;
    this.chat = chat;
    chat.on('room-event', ({ room_id, seq }) => {
      const liveOrder = this.#orders.get(room_id);
      if (!liveOrder) return;
      const [next, verdict] = judgeEventArrival(liveOrder, seq);
      this.#orders.set(room_id, next);
      if (verdict === 'good') return;
      ledger.countIrregularity(
        'library',
        verdict,
        `${name} in ${room_id}: seq ${seq} arrived after seq ${liveOrder.highest}`,
      );
    });
    // A room reset counts as an error, because the library then loads the room again and skips events. The library must
    // be able to repair a gap of a few thousand events without a reset.
    chat.on('room-reset', ({ roomId }) =>
      ledger.countIrregularity('library', 'out of order', `${name} ${roomId}: the room was reloaded`),
    );
    chat.on('session-ended', ({ code }) => ledger.note(`${name}: the session ended: ${code}`));
    chat.on('message-refused', ({ error }) =>
      ledger.note(`${name}: a message was refused: ${error.message}`),
    );
    chat.on('problem', (error) => ledger.note(`${name}: ${error.message}`));
  }

  /** Waits until the client is ready, and then starts checking the order of its events. */
  async #becomeReady(): Promise<void> {
    const waitDeadline = performance.now() + CLIENT_READY_WITHIN_MS;
    while (!this.isReady) {
      if (performance.now() > waitDeadline) throw new Error(`The client is not ready: ${this.describe()}`);
      await sleep(CLIENT_POLL_INTERVAL_MS);
    }
    const { rooms } = this.chat.getState();
    for (const id of this.roomIds) {
      const appliedPosition = rooms[id]?.sequence.position;
      if (appliedPosition !== undefined) this.#orders.set(id, createLiveOrderAfterJoin(appliedPosition));
    }
  }

  get isReady(): boolean {
    const { connection, caughtUp } = this.chat.getState();
    return connection === 'online' && caughtUp;
  }

  /** The number of messages in the client's outbox that the server has neither stored nor refused yet. */
  get unsent(): number {
    const pendingMessages = Object.values(this.chat.getState().pending).flat();
    return pendingMessages.filter(({ state }) => state !== 'failed').length;
  }

  missing(roomId: string, head: number): number {
    const liveOrder = this.#orders.get(roomId);
    return liveOrder ? Math.max(0, head - liveOrder.highest) + liveOrder.skipped.size : head;
  }

  describe(): string {
    const { connection, caughtUp } = this.chat.getState();
    return `${this.name}: ${connection}, ${caughtUp ? 'caught up' : 'not caught up'}, ${this.unsent} unsent`;
  }

  stop(): void {
    this.chat.stop();
  }
}
