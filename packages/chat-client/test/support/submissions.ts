import type { ChatClient } from '../../src/index.ts';
import type { ModelWorld } from './model-world.ts';

/** What people sent through their clients, in order, and what became of it. */
export class Submissions {
  readonly #sent = new Map<string, string[]>();
  readonly #refused = new Set<string>();
  readonly #world: ModelWorld;
  readonly #clients: ReadonlyMap<string, ChatClient>;

  constructor(world: ModelWorld, clients: ReadonlyMap<string, ChatClient>) {
    this.#world = world;
    this.#clients = clients;
    for (const client of clients.values()) {
      client.on('message-refused', ({ item }) => this.#refused.add(item.clientMsgId));
    }
  }

  send(userId: string, roomId: string, content: string): void {
    const key = `${userId} ${roomId}`;
    const sent = this.#sent.get(key) ?? [];
    this.#sent.set(key, sent);
    void this.#clients
      .get(userId)
      ?.send(roomId, { content })
      .then((clientMsgId) => sent.push(clientMsgId));
  }

  /** Each is stored once or was refused, in the order in which they were sent. */
  assertOnceInOrder(): void {
    for (const [key, sent] of this.#sent) {
      const [userId, roomId] = key.split(' ');
      const stored = [...(this.#world.server.rooms.get(roomId ?? '')?.messages.values() ?? [])]
        .filter((message) => message.sender_id === userId && message.client_msg_id !== null)
        .map((message) => message.client_msg_id);
      // One whose answer was lost may be refused when it is sent again: its sender has left the room.
      const wanted = sent.filter((id) => !this.#refused.has(id) || stored.includes(id));
      if (stored.join() !== wanted.join()) throw new Error(`${key} sent ${wanted} and stored are ${stored}`);
    }
  }
}
