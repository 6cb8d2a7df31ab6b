import { LRUCache } from 'lru-cache';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import { type NewChat, newChatNotification } from './new-chat-notification.ts';
import { userRoom } from './room-names.ts';
import type { FanOut } from './sequenced-adapter.ts';

/** A redelivery comes within the consumer's look-back; so many rooms do not come up in it. */
const CHATS_KEPT = 10_000;

export interface NewChatsOptions {
  readonly fanOut: () => FanOut;
  readonly registry: SocketRegistry;
}

/** Tells this gateway's sockets of rooms that come up for their users: on every socket, joined or not, once. */
export class NewChats {
  readonly #options: NewChatsOptions;
  readonly #seen = new LRUCache<string, true>({ max: CHATS_KEPT });

  constructor(options: NewChatsOptions) {
    this.#options = options;
  }

  take(chat: NewChat): void {
    const key = `${chat.roomId}:${chat.seq}`;
    if (this.#seen.has(key)) return;
    this.#seen.set(key, true);
    const { registry, fanOut } = this.#options;
    for (const userId of chat.userIds) {
      if (!registry.user(userId)) continue;
      fanOut().toLocal([userRoom(userId)], 'chat-notification', newChatNotification(chat, userId));
    }
  }
}
