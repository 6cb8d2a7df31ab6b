import type { RoomEvent, RoomShown } from '@kcs/contracts';
import { concernsMembers, type MemberEvents } from '../delivery/member-events.ts';
import { type NewChat, newChatForShownRoom } from '../delivery/new-chat-notification.ts';
import type { NewChats } from '../delivery/new-chats.ts';
import { SWEEP_INTERVAL_MS } from '../sequencer/head-sweep.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import type { RedisPublisher } from './redis-publisher.ts';

/**
 * Age above which an event counts as settled: every reachable gateway has compared the room with its log since the
 * event was created.
 */
const SETTLED_AGE_MS = 2 * SWEEP_INTERVAL_MS;

export interface RoomEventRelayOptions {
  readonly publisher: RedisPublisher;
  readonly sequencer: Pick<Sequencer, 'offer' | 'position'>;
  readonly memberEvents: Pick<MemberEvents, 'receive'>;
  readonly newChats: Pick<NewChats, 'receive'>;
  /** Returns the time of PostgreSQL, which also sets the creation times of events. */
  readonly now: () => number;
}

/** Relays each event from the bus to the gateways that it concerns, including this one. */
export class RoomEventRelay {
  readonly #options: RoomEventRelayOptions;

  constructor(options: RoomEventRelayOptions) {
    this.#options = options;
  }

  /**
   * Relays the event to the gateways that have its room open and to this gateway's sequencer. An event that also
   * concerns members who did not join goes to all gateways (decision 0007). `shown` lists the users who had hidden the
   * room and see it again because of this message.
   *
   * Resolves once Redis has confirmed every publish, and rejects otherwise. Idempotent: may be called again for the
   * same event.
   */
  async relay(event: RoomEvent, shown?: RoomShown): Promise<void> {
    const { publisher, sequencer } = this.#options;
    // All publishes use one Redis connection, so Redis receives them in the order of the calls. Local sockets do not
    // wait for Redis to confirm the publishes.
    const toRoom = this.#isSettled(event) ? undefined : publisher.publishRoomEvent(event);
    const toMembers = concernsMembers(event) ? this.#relayMemberEvent(event) : undefined;
    const toUsersOfHiddenRoom =
      shown && event.kind === 'message-created'
        ? this.#relayNewChat(newChatForShownRoom(event, shown))
        : undefined;
    sequencer.offer(event);
    await Promise.all([toRoom, toMembers, toUsersOfHiddenRoom]);
  }

  /**
   * Whether all other gateways are certain to have the event, because it is old and this gateway already has it.
   * Skipping these events saves work after an outage, when the bus delivers many events that every gateway has already
   * fetched.
   */
  #isSettled({ room_id: roomId, seq, created_at }: RoomEvent): boolean {
    const position = this.#options.sequencer.position(roomId) ?? 0;
    return seq <= position && this.#options.now() - Date.parse(created_at) > SETTLED_AGE_MS;
  }

  async #relayMemberEvent(event: RoomEvent): Promise<void> {
    await this.#options.publisher.publishMemberEvent(event);
    this.#options.memberEvents.receive(event);
  }

  async #relayNewChat(chat: NewChat): Promise<void> {
    await this.#options.publisher.publishNewChat(chat);
    this.#options.newChats.receive(chat);
  }
}
