import { LRUCache } from 'lru-cache';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toUserRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import { findSocketsConnectedAfter } from './connected-after.ts';
import { GateQueue } from './gate-queue.ts';
import { createNewChatNotification, type NewChat } from './new-chat-notification.ts';

/**
 * How many new chats are remembered to detect repeats. The limit is higher than the number that occurs within the
 * replay window, in which the bus may deliver events again.
 */
const MAX_REMEMBERED_NEW_CHATS = 10_000;
/**
 * Maximum number of waiting new chats. The limit is higher than the number that arrives right after an outage. Chats
 * above the limit are dropped, and clients see them when they next load their rooms.
 */
const MAX_PENDING_CHATS = 10_000;

export interface NewChatDeliveryOptions {
  /** The delivery gate. New chats wait while the gate is closed. */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  readonly sockets: LocalSockets;
  readonly registry: SocketRegistry;
  /** Called for each item that is dropped because too many are waiting. */
  readonly onDropped?: () => void;
}

/**
 * Sends a `chat-notification` of type `new_chat` to all local sockets of the given users, including sockets that did
 * not join the room (SOCK-13). Each chat is announced once.
 */
export class NewChatDelivery {
  readonly #options: NewChatDeliveryOptions;
  readonly #seen = new LRUCache<string, true>({ max: MAX_REMEMBERED_NEW_CHATS });
  readonly #pending: GateQueue<NewChat>;

  constructor(options: NewChatDeliveryOptions) {
    this.#options = options;
    this.#pending = new GateQueue({
      gate: options.gate,
      onDropped: options.onDropped,
      maxWaiting: MAX_PENDING_CHATS,
      deliver: (chat) => this.#notify(chat),
    });
  }

  receive(chat: NewChat): void {
    // A log restored from a backup reuses seqs for other events, so the key that detects repeated chats includes the
    // creation time of the event.
    const newChatKey = `${chat.roomId}:${chat.seq}:${chat.at}`;
    if (this.#seen.has(newChatKey)) return;
    this.#seen.set(newChatKey, true);
    this.#pending.add(chat);
  }

  #notify(chat: NewChat): void {
    const { registry, sockets } = this.#options;
    for (const userId of chat.userIds) {
      const localUser = registry.user(userId);
      if (!localUser) continue;
      const notification = createNewChatNotification(chat, userId);
      sockets.emit(
        [toUserRoomName(userId)],
        'chat-notification',
        notification,
        findSocketsConnectedAfter(localUser, chat.at),
      );
    }
  }
}
