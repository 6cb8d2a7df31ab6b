import type { ChatClient } from '../../src/index.ts';
import type { ModelWorld } from './model-world.ts';

/** Records the messages that users send through their clients, in order, and the messages that the server refuses. */
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
    const userRoomKey = `${userId} ${roomId}`;
    const sentClientMsgIds = this.#sent.get(userRoomKey) ?? [];
    this.#sent.set(userRoomKey, sentClientMsgIds);
    void this.#clients
      .get(userId)
      ?.send(roomId, { content })
      .then((clientMsgId) => sentClientMsgIds.push(clientMsgId));
  }

  /** Throws unless the server has stored each message exactly once, in the order of sending, or has refused it. */
  assertOnceInOrder(): void {
    for (const [key, sent] of this.#sent) {
      const [userId, roomId] = key.split(' ');
      const storedClientMsgIds = [...(this.#world.server.rooms.get(roomId ?? '')?.messages.values() ?? [])]
        .filter((message) => message.sender_id === userId && message.client_msg_id !== null)
        .map((message) => message.client_msg_id);
      // A message may be both stored and refused. If the response to a stored message is lost, the client sends the
      // message again, and the server refuses it if the sender has left the room by then.
      const expectedClientMsgIds = sent.filter(
        (id) => !this.#refused.has(id) || storedClientMsgIds.includes(id),
      );
      if (storedClientMsgIds.join() !== expectedClientMsgIds.join()) {
        throw new Error(`${key}: sent ${expectedClientMsgIds.join()}, stored ${storedClientMsgIds.join()}`);
      }
    }
  }
}
