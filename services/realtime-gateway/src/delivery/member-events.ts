import { type RoomEvent, toSocketEvent } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { LRUCache } from 'lru-cache';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import { OutageLog } from '../health/outage-log.ts';
import type { MembershipAuthority } from '../membership/membership-authority.ts';
import type { MembershipCache } from '../membership/membership-cache.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toUserRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import { findSocketsConnectedAfter } from './connected-after.ts';
import type { RoomDepartures } from './departures.ts';
import { EventBatcher } from './event-batches.ts';
import { concernsMembers, type MemberEvent, type MembersChangedEvent } from './member-event.ts';
import { createNewChatForAddedMembers, type NewChat } from './new-chat-notification.ts';
import { createRoomAddedEvent } from './room-added-event.ts';

/**
 * How many events and changes are remembered to detect repeats. Both limits are higher than the numbers that occur
 * within the replay window, in which the bus may deliver events again.
 */
const MAX_REMEMBERED_EVENT_KEYS = 10_000;
const MAX_REMEMBERED_CHANGES = 20_000;

interface LatestMembershipOrRoomChange {
  readonly seq: number;
  readonly at: string;
}

/**
 * An event that waits for delivery, and the sockets that had joined the room when the event arrived. These sockets
 * receive the event from the sequencer.
 */
interface PendingMemberEvent {
  readonly event: MemberEvent;
  readonly joined: readonly string[];
}

export interface MemberEventDeliveryOptions {
  /** The delivery gate. Events wait while the gate is closed. */
  readonly gate: Pick<DeliveryGate, 'canDeliver'>;
  readonly sockets: LocalSockets;
  readonly registry: SocketRegistry;
  readonly cache: MembershipCache;
  readonly authority: MembershipAuthority;
  readonly departures: RoomDepartures;
  readonly logger: Logger;
  /** Called for each removed user, even if the user has no socket on this gateway. */
  readonly onRemoved: (userId: string, roomId: string) => void;
  readonly onRoomDeleted: (roomId: string) => void;
  readonly onNewChat: (chat: NewChat) => void;
  /** Called for each event that is dropped because too many are waiting. */
  readonly onDropped?: () => void;
}

/**
 * Delivers room events to local sockets that did not join the room: removals to removed users, new rooms to their
 * creators and added users, and changes or deletions of a room to all members (REM-3, ROOM-13, SOCK-14). Sockets that
 * joined the room receive the event from the sequencer. Repeated events are dropped. Each event updates the membership
 * cache.
 *
 * An event may arrive before an earlier removal. The membership cache then still contains the removed user, so chat-api
 * confirms the members before a change or a deletion of a room is delivered (REM-1).
 */
export class MemberEventDelivery {
  readonly #options: MemberEventDeliveryOptions;
  readonly #pending: EventBatcher<PendingMemberEvent>;
  readonly #confirmationOutage: OutageLog;
  readonly #seen = new LRUCache<string, true>({ max: MAX_REMEMBERED_EVENT_KEYS });
  /**
   * The latest change of each membership and of each room. Older changes are ignored. They may arrive late from other
   * gateways or from the outbox sweep.
   */
  readonly #changes = new LRUCache<string, LatestMembershipOrRoomChange>({ max: MAX_REMEMBERED_CHANGES });

  constructor(options: MemberEventDeliveryOptions) {
    this.#options = options;
    this.#confirmationOutage = new OutageLog(options.logger, 'Confirming the members of a room');
    this.#pending = new EventBatcher({
      gate: options.gate,
      deliver: (roomId, batch) => this.#deliver(roomId, batch),
    });
  }

  /**
   * Accepts an event from the bus or from another gateway. Ignores kinds that do not concern members outside the room,
   * and all unknown kinds.
   */
  receive(event: RoomEvent): void {
    if (!concernsMembers(event)) return;
    // A log restored from a backup reuses seqs for other events, so the key that detects repeated events includes the
    // creation time.
    const repeatedEventKey = `${event.room_id}:${event.seq}:${event.created_at}`;
    if (this.#seen.has(repeatedEventKey)) return;
    if (this.#pending.isFull) {
      this.#options.onDropped?.();
      return;
    }
    this.#seen.set(repeatedEventKey, true);
    this.#pending.add({ event, joined: this.#options.sockets.idsIn(event.room_id) });
  }

  /**
   * Delivers a batch of one room's events. If chat-api does not answer or the delivery gate has closed in the meantime,
   * delivers nothing and resolves with false.
   */
  async #deliver(roomId: string, batch: readonly PendingMemberEvent[]): Promise<boolean> {
    const joinedSeqByUserId = await this.#findJoinedSeqs(roomId, batch);
    if (!joinedSeqByUserId || !this.#options.gate.canDeliver) return false;
    for (const { event, joined } of batch) {
      if (event.kind === 'members-changed') this.#membersChanged(event, joined);
      else this.#roomChanged(event, joined, joinedSeqByUserId);
    }
    return true;
  }

  /**
   * Returns, for each local member of the room, the seq of the event that added the member. If the batch contains no
   * change or deletion of the room, returns an empty map without asking chat-api. Returns undefined if the request
   * failed.
   */
  async #findJoinedSeqs(
    roomId: string,
    batch: readonly PendingMemberEvent[],
  ): Promise<ReadonlyMap<string, number> | undefined> {
    const { authority, cache, registry } = this.#options;
    if (batch.every(({ event }) => event.kind === 'members-changed')) return new Map();
    const addedUserIds = batch.flatMap(({ event }) =>
      event.kind === 'members-changed' ? event.data.added.map(({ userId }) => userId) : [],
    );
    const localMemberIds = [...new Set([...cache.usersIn(roomId), ...addedUserIds])].filter((userId) =>
      registry.user(userId),
    );
    try {
      const joinedSeqByUserId = await authority.findJoinedSeqs(roomId, localMemberIds);
      this.#confirmationOutage.succeeded();
      return joinedSeqByUserId;
    } catch (error) {
      this.#confirmationOutage.failed(error);
      return undefined;
    }
  }

  #membersChanged(event: MembersChangedEvent, joined: readonly string[]): void {
    const { room_id: roomId, data } = event;
    const { registry, onRemoved, onNewChat } = this.#options;
    const isNewerChange = (userId: string) => this.#isNewer(createMembershipChangeKey(userId, roomId), event);
    const removedUserIds = data.removed.filter(isNewerChange);
    const addedMembers = data.added.filter(({ userId }) => isNewerChange(userId));
    const removedLocalUsers = removedUserIds.filter((userId) => registry.user(userId));
    this.#emit(removedLocalUsers, event, joined);
    for (const userId of removedUserIds) onRemoved(userId, roomId);
    for (const userId of removedUserIds) this.#change(userId, false, event);
    for (const { userId } of addedMembers) this.#change(userId, true, event);
    const eventWithNewMembers = { ...event, data: { ...data, added: addedMembers } };
    onNewChat(createNewChatForAddedMembers(eventWithNewMembers));
    this.#notifyCreator(eventWithNewMembers);
  }

  #notifyCreator(event: MembersChangedEvent): void {
    const roomAddedEvent = createRoomAddedEvent(event);
    if (!roomAddedEvent) return;
    const { userId } = roomAddedEvent.addedBy;
    const { registry, sockets } = this.#options;
    const laterConnectedSocketIds = findSocketsConnectedAfter(registry.user(userId), event.created_at);
    sockets.emit([toUserRoomName(userId)], 'chat-room-added', roomAddedEvent, laterConnectedSocketIds);
  }

  #roomChanged(event: RoomEvent, joined: readonly string[], joinedSeqs: ReadonlyMap<string, number>): void {
    const { cache, onRoomDeleted } = this.#options;
    if (!this.#isNewer(event.room_id, event)) return;
    this.#changes.set(event.room_id, { seq: event.seq, at: event.created_at });
    const wasMemberAtEvent = (userId: string) =>
      (joinedSeqs.get(userId) ?? Number.POSITIVE_INFINITY) <= event.seq;
    this.#emit([...cache.usersIn(event.room_id)].filter(wasMemberAtEvent), event, joined);
    if (event.kind !== 'room-deleted') return;
    cache.dropRoom(event.room_id);
    onRoomDeleted(event.room_id);
  }

  #isNewer(key: string, { seq, created_at: at }: RoomEvent): boolean {
    const latestChange = this.#changes.get(key);
    // Accept a change with a later time even if its seq is lower, because a log that was restored from a backup assigns
    // lower seqs again.
    return !latestChange || latestChange.seq <= seq || latestChange.at < at;
  }

  #emit(userIds: readonly string[], event: RoomEvent, joined: readonly string[]): void {
    if (userIds.length === 0) return;
    const [name, payload] = toSocketEvent(event);
    const { departures, registry, sockets } = this.#options;
    const laterConnectedSocketIds = userIds.flatMap((userId) =>
      findSocketsConnectedAfter(registry.user(userId), event.created_at),
    );
    // Exclude sockets that have joined the room in the meantime. They receive the event in the answer to their join or
    // from the sequencer.
    const socketIdsInRoom = [...joined, ...sockets.idsIn(event.room_id)];
    const departedSocketIds = departures.received(event.room_id, event.seq);
    sockets.emit(userIds.map(toUserRoomName), name, payload, [
      ...socketIdsInRoom,
      ...departedSocketIds,
      ...laterConnectedSocketIds,
    ]);
  }

  #change(
    userId: string,
    member: boolean,
    { room_id: roomId, seq, created_at: at }: MembersChangedEvent,
  ): void {
    this.#changes.set(createMembershipChangeKey(userId, roomId), { seq, at });
    this.#options.cache.change(userId, roomId, member);
    this.#options.authority.forget(userId, roomId);
  }
}

const createMembershipChangeKey = (userId: string, roomId: string): string => `${userId} ${roomId}`;
