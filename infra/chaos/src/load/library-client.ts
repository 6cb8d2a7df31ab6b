import { type ChatClient, createChatClient, tokenSession } from '@kcs/chat-client';
import type { TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
import { arrived, type LiveOrder, orderFrom } from '../judge/live-order.ts';
import type { Client } from './client.ts';

export interface LibraryClientOptions {
  readonly name: string;
  readonly user: TestUser;
  readonly restUrl: string;
  readonly socketUrl: string;
  readonly roomIds: readonly string[];
  readonly ledger: Ledger;
}

const SETTLED_WITHIN_MS = 30_000;

/** A client of `@kcs/chat-client`. Its `room-event`s must be each the next of their room, across disconnects too. */
export class LibraryClient implements Client {
  readonly kind = 'library';
  readonly name: string;
  readonly roomIds: readonly string[];
  readonly chat: ChatClient;
  /** What was told of each room, from where the library had got to when it was first there. */
  readonly #told = new Map<string, LiveOrder>();

  static async start(options: LibraryClientOptions): Promise<LibraryClient> {
    const { user, restUrl, socketUrl } = options;
    const session = await tokenSession({
      url: restUrl,
      getToken: (refused) => (refused === null ? user.token : null),
    });
    const client = new LibraryClient(options, createChatClient({ session, socketUrl }));
    await client.#settled();
    return client;
  }

  private constructor({ name, roomIds, ledger }: LibraryClientOptions, chat: ChatClient) {
    this.name = name;
    this.roomIds = roomIds;
    this.chat = chat;
    chat.on('room-event', ({ room_id, seq }) => {
      const order = this.#told.get(room_id);
      if (!order) return;
      const [next, verdict] = arrived(order, seq);
      this.#told.set(room_id, next);
      if (verdict === 'good') return;
      ledger.irregular('library', verdict, `${name} ${room_id}: ${seq} was told after ${order.highest}`);
    });
    // The events in between are not told any more: with at most some thousand missing that must not happen.
    chat.on('room-reset', ({ roomId }) =>
      ledger.irregular('library', 'out of order', `${name} ${roomId}: loaded afresh`),
    );
    chat.on('session-ended', ({ code }) => ledger.note(`${name}: the session ended: ${code}`));
    chat.on('message-refused', ({ error }) =>
      ledger.note(`${name}: a message was refused: ${error.message}`),
    );
    chat.on('problem', (error) => ledger.note(`${name}: ${error.message}`));
  }

  /** From now on every number counts, whether it was told before or not. */
  async #settled(): Promise<void> {
    const deadline = performance.now() + SETTLED_WITHIN_MS;
    while (!this.isThere) {
      if (performance.now() > deadline) throw new Error(`not there in time: ${this.describe()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { rooms } = this.chat.getState();
    for (const id of this.roomIds) {
      const position = rooms[id]?.sequence.position;
      if (position !== undefined) this.#told.set(id, orderFrom(position));
    }
  }

  get isThere(): boolean {
    const { connection, caughtUp } = this.chat.getState();
    return connection === 'online' && caughtUp;
  }

  /** What it wrote and has not seen stored yet. */
  get unsent(): number {
    return Object.values(this.chat.getState().pending).flat().length;
  }

  missing(roomId: string, head: number): number {
    const told = this.#told.get(roomId);
    return told ? Math.max(0, head - told.highest) + told.skipped.size : head;
  }

  describe(): string {
    const { connection, caughtUp } = this.chat.getState();
    return `${this.name}: ${connection}, ${caughtUp ? 'caught up' : 'not caught up'}, ${this.unsent} unsent`;
  }

  stop(): void {
    this.chat.stop();
  }
}
