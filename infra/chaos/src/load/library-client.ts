import { type ChatClient, createChatClient, tokenSession } from '@kcs/chat-client';
import type { TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
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
  /** The last number told of each room; begins where the library itself began. */
  readonly #told = new Map<string, number>();

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
    const watched = new Set(roomIds);
    chat.on('room-event', ({ room_id, seq }) => {
      if (!watched.has(room_id)) return;
      const last = this.#told.get(room_id) ?? seq - 1;
      if (seq <= last) ledger.irregular('library', 'repeated', `${name} ${room_id}: ${seq} after ${last}`);
      else if (seq > last + 1) {
        ledger.irregular('library', 'out of order', `${name} ${room_id}: ${seq} after ${last}`);
      }
      this.#told.set(room_id, Math.max(last, seq));
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
      if (position !== undefined && !this.#told.has(id)) this.#told.set(id, position);
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
    return Math.max(0, head - (this.#told.get(roomId) ?? 0));
  }

  describe(): string {
    const { connection, caughtUp } = this.chat.getState();
    return `${this.name}: ${connection}, ${caughtUp ? 'caught up' : 'not caught up'}, ${this.unsent} unsent`;
  }

  stop(): void {
    this.chat.stop();
  }
}
