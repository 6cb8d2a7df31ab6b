import type { ReappearingRoom, RoomEvent } from '@kcs/contracts';
import { concernsMembers } from '../delivery/member-event.ts';
import type { MemberEventDelivery } from '../delivery/member-events.ts';
import { findMention, type Mention } from '../delivery/mention.ts';
import type { MentionDelivery } from '../delivery/mentions.ts';
import { createNewChatForShownRoom, type NewChat } from '../delivery/new-chat-notification.ts';
import type { NewChatDelivery } from '../delivery/new-chats.ts';
import { HEAD_SWEEP_INTERVAL_MS } from '../sequencer/head-sweep.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import type { RedisPublisher } from './redis-publisher.ts';

/**
 * Age above which an event counts as settled. By then, every reachable gateway has compared its open rooms with their
 * logs at least once.
 */
const MIN_SETTLED_EVENT_AGE_MS = 2 * HEAD_SWEEP_INTERVAL_MS;

export interface RoomEventRelayOptions {
  readonly publisher: RedisPublisher;
  readonly sequencer: Pick<Sequencer, 'offer' | 'position'>;
  readonly memberEvents: Pick<MemberEventDelivery, 'receive'>;
  readonly newChats: Pick<NewChatDelivery, 'receive'>;
  readonly mentions: Pick<MentionDelivery, 'receive'>;
  /** Returns the current time on PostgreSQL's clock, which also sets the creation times of events. */
  readonly now: () => number;
}

/** Relays each event from the bus to all gateways that need the event, including this gateway. */
export class RoomEventRelay {
  readonly #options: RoomEventRelayOptions;

  constructor(options: RoomEventRelayOptions) {
    this.#options = options;
  }

  /**
   * Relays an event to this gateway's sequencer and to the gateways that have the event's room open. Mentions, and
   * events that concern all members, go to every gateway (decision 0007). `shown` lists the users for whom a message
   * makes a hidden room visible again.
   *
   * Resolves when Redis has confirmed every publish, and rejects otherwise. Idempotent.
   */
  async relay(event: RoomEvent, shown?: ReappearingRoom): Promise<void> {
    const { publisher, sequencer } = this.#options;
    // All publishes use the same Redis connection, so Redis receives them in the order of these calls. Local sockets
    // get the event without waiting for Redis.
    const roomEventConfirmation = this.#isSettled(event) ? undefined : publisher.publishRoomEvent(event);
    const memberEventConfirmation = concernsMembers(event) ? this.#relayMemberEvent(event) : undefined;
    const newChatConfirmation =
      shown && event.kind === 'message-created'
        ? this.#relayNewChat(createNewChatForShownRoom(event, shown))
        : undefined;
    const mention = findMention(event);
    const mentionConfirmation = mention && this.#relayMention(mention);
    sequencer.offer(event);
    await Promise.all([
      roomEventConfirmation,
      memberEventConfirmation,
      newChatConfirmation,
      mentionConfirmation,
    ]);
  }

  /**
   * Whether all gateways are certain to have the event, because the event is old and this gateway has it. Settled
   * events are not published again. This saves work after an outage, when the bus delivers many events that every
   * gateway has already fetched.
   */
  #isSettled({ room_id: roomId, seq, created_at }: RoomEvent): boolean {
    const position = this.#options.sequencer.position(roomId) ?? 0;
    return seq <= position && this.#options.now() - Date.parse(created_at) > MIN_SETTLED_EVENT_AGE_MS;
  }

  async #relayMemberEvent(event: RoomEvent): Promise<void> {
    await this.#options.publisher.publishMemberEvent(event);
    this.#options.memberEvents.receive(event);
  }

  async #relayMention(mention: Mention): Promise<void> {
    await this.#options.publisher.publishMention(mention);
    this.#options.mentions.receive(mention);
  }

  async #relayNewChat(chat: NewChat): Promise<void> {
    await this.#options.publisher.publishNewChat(chat);
    this.#options.newChats.receive(chat);
  }
}
