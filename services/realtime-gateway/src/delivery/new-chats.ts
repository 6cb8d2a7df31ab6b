import { LRUCache } from 'lru-cache';
import type { FanOut } from '../relay/redis-publisher.ts';
import { userRoom } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import { cameAfter } from './connected-after.ts';
import { type NewChat, newChatNotification } from './new-chat-notification.ts';

/** A redelivery comes within the consumer's look-back; so many rooms do not come up in it. */
const CHATS_KEPT = 10_000;
const LOOK_AGAIN_MS = 30;
/** More than comes in the moment after an outage; what is dropped shows in the next list of rooms. */
const WAITING_CHATS = 10_000;

export interface NewChatsOptions {
  readonly fanOut: () => FanOut;
  /** Whether it is known who may hear; until then rooms wait. */
  readonly mayTell: () => boolean;
  readonly registry: SocketRegistry;
}

/** Tells this gateway's sockets of rooms that come up for their users: on every socket, joined or not, once. */
export class NewChats {
  readonly #options: NewChatsOptions;
  readonly #seen = new LRUCache<string, true>({ max: CHATS_KEPT });
  #waiting = 0;

  constructor(options: NewChatsOptions) {
    this.#options = options;
  }

  take(chat: NewChat): void {
    // A log that was restored from a backup gives a number again, at another time.
    const key = `${chat.roomId}:${chat.seq}:${chat.at}`;
    if (this.#seen.has(key)) return;
    this.#seen.set(key, true);
    if (this.#options.mayTell()) this.#tell(chat);
    else if (this.#waiting < WAITING_CHATS) this.#wait(chat);
  }

  #wait(chat: NewChat): void {
    this.#waiting += 1;
    const look = () => {
      if (!this.#options.mayTell()) return again();
      this.#waiting -= 1;
      this.#tell(chat);
    };
    const again = () => void setTimeout(look, LOOK_AGAIN_MS).unref();
    again();
  }

  #tell(chat: NewChat): void {
    const { registry, fanOut } = this.#options;
    for (const userId of chat.userIds) {
      const user = registry.user(userId);
      if (!user) continue;
      const notification = newChatNotification(chat, userId);
      fanOut().toLocal([userRoom(userId)], 'chat-notification', notification, cameAfter(user, chat.at));
    }
  }
}
