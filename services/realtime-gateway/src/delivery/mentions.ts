import { type CHAT_API_REQUESTS, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { LRUCache } from 'lru-cache';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import { OutageLog } from '../health/outage-log.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toUserRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import { findSocketsConnectedAfter } from './connected-after.ts';
import { EventBatcher } from './event-batches.ts';
import { createMentionNotification, type Mention } from './mention.ts';

/**
 * How many mentions are remembered to detect repeats. The limit is higher than the number that occurs within the replay
 * window, in which the bus may deliver events again.
 */
const MAX_REMEMBERED_MENTIONS = 10_000;

type MentionTargets = ReplyOf<typeof CHAT_API_REQUESTS.mentionTargets>;

export interface MentionDeliveryOptions {
  /** The delivery gate. Mentions wait while the gate is closed. */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  readonly sockets: LocalSockets;
  readonly registry: SocketRegistry;
  readonly logger: Logger;
  /** Asks chat-api which users may be notified. Throws `ROOM_NOT_FOUND` if there are none. */
  readonly mentionTargets: (
    query: RequestOf<typeof CHAT_API_REQUESTS.mentionTargets>,
  ) => Promise<MentionTargets>;
  /** Called for each mention that is dropped because too many are waiting. */
  readonly onDropped?: () => void;
}

/**
 * Sends a `chat-notification` of type `mention` to all local sockets of the mentioned users, including sockets that did
 * not join the room (MENTION-5). Just before that, chat-api confirms that the users may still read the message and want
 * to be notified. Each mention is announced once.
 */
export class MentionDelivery {
  readonly #options: MentionDeliveryOptions;
  readonly #outage: OutageLog;
  readonly #pending: EventBatcher<{ readonly event: Mention }>;
  readonly #seen = new LRUCache<string, true>({ max: MAX_REMEMBERED_MENTIONS });

  constructor(options: MentionDeliveryOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'Confirming whom to notify of a mention');
    this.#pending = new EventBatcher({
      gate: options.gate,
      deliver: (roomId, batch) => this.#deliver(roomId, batch),
    });
  }

  receive(mention: Mention): void {
    const { room_id: roomId, seq, created_at: at, userIds } = mention;
    if (!userIds.some((userId) => this.#options.registry.user(userId))) return;
    if (this.#pending.isFull) {
      this.#options.onDropped?.();
      return;
    }
    // A log restored from a backup reuses seqs for other events, so the key that detects repeated mentions includes the
    // creation time of the event.
    const mentionKey = `${roomId}:${seq}:${at}`;
    if (this.#seen.has(mentionKey)) return;
    this.#seen.set(mentionKey, true);
    this.#pending.add({ event: mention });
  }

  /** Notifies the users of one room's mentions. Resolves with false if chat-api did not answer. */
  async #deliver(roomId: string, batch: readonly { readonly event: Mention }[]): Promise<boolean> {
    const { registry } = this.#options;
    const mentionedUserIds = new Set(batch.flatMap(({ event }) => event.userIds));
    const localMentionedUserIds = [...mentionedUserIds].filter((userId) => registry.user(userId));
    const mentionTargetsReply = await this.#findTargets(roomId, localMentionedUserIds);
    if (mentionTargetsReply === 'unknown' || !this.#options.gate.canDeliver) return false;
    if (mentionTargetsReply !== 'nobody')
      for (const { event } of batch) this.#notify(event, mentionTargetsReply);
    return true;
  }

  async #findTargets(
    roomId: string,
    userIds: readonly string[],
  ): Promise<MentionTargets | 'nobody' | 'unknown'> {
    if (userIds.length === 0) return 'nobody';
    try {
      const mentionTargetsReply = await this.#options.mentionTargets({ roomId, userIds: [...userIds] });
      this.#outage.succeeded();
      return mentionTargetsReply;
    } catch (error) {
      if (error instanceof ChatError && error.code === 'ROOM_NOT_FOUND') return 'nobody';
      this.#outage.failed(error);
      return 'unknown';
    }
  }

  #notify(mention: Mention, targets: MentionTargets): void {
    const { registry, sockets } = this.#options;
    for (const userId of mention.userIds) {
      const mentionedLocalUser = registry.user(userId);
      const joinedSeq = targets.joinedSeqs[userId];
      // A member who left and joined again after the mention is not notified.
      if (!mentionedLocalUser || joinedSeq === undefined || joinedSeq >= mention.seq) continue;
      sockets.emit(
        [toUserRoomName(userId)],
        'chat-notification',
        createMentionNotification(mention, targets),
        findSocketsConnectedAfter(mentionedLocalUser, mention.created_at),
      );
    }
  }
}
