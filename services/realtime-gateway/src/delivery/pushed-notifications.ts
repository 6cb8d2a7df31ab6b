import type { ChatNotification } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toUserRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import { GateQueue } from './gate-queue.ts';

/**
 * How many pairs of notification and local user are remembered to detect repeats. chat-api repeats a notice only within
 * seconds after a crash.
 */
const MAX_REMEMBERED_PUSHES = 100_000;
/**
 * Maximum number of waiting notices. Notices above the limit are dropped, and clients see their notifications when they
 * next load their list.
 */
const MAX_PENDING_NOTICES = 1_000;

interface PushedNotification {
  readonly userIds: readonly string[];
  readonly notification: ChatNotification;
}

export interface PushedNotificationsOptions {
  /** The delivery gate. Notifications wait while the gate is closed. */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  readonly sockets: Pick<LocalSockets, 'emit'>;
  readonly registry: Pick<SocketRegistry, 'user'>;
  /** Called for each item that is dropped because too many are waiting. */
  readonly onDropped?: () => void;
}

/**
 * Sends notifications from other services to all local sockets of their recipients, as `chat-notification` events. If
 * chat-api repeats a notice, users who have received the notification do not receive it again (NOTIFY-7).
 */
export class PushedNotifications {
  readonly #options: PushedNotificationsOptions;
  readonly #pushed = new LRUCache<string, true>({ max: MAX_REMEMBERED_PUSHES });
  readonly #pending: GateQueue<PushedNotification>;

  constructor(options: PushedNotificationsOptions) {
    this.#options = options;
    this.#pending = new GateQueue({
      gate: options.gate,
      onDropped: options.onDropped,
      maxWaiting: MAX_PENDING_NOTICES,
      deliver: (pushed) => this.#push(pushed),
    });
  }

  receive(pushed: PushedNotification): void {
    this.#pending.add(pushed);
  }

  #push({ userIds, notification }: PushedNotification): void {
    const { registry, sockets } = this.#options;
    const newRecipients = userIds.filter((userId) => {
      const pushKey = `${notification.id}:${userId}`;
      if (!registry.user(userId) || this.#pushed.has(pushKey)) return false;
      this.#pushed.set(pushKey, true);
      return true;
    });
    if (newRecipients.length === 0) return;
    sockets.emit(newRecipients.map(toUserRoomName), 'chat-notification', notification);
  }
}
