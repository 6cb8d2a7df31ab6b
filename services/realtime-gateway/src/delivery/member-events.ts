import { type RoomEvent, toSocketEvent } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';
import type { Authority } from '../membership/membership-authority.ts';
import type { MembershipIndex } from '../membership/membership-cache.ts';
import type { FanOut } from '../relay/redis-publisher.ts';
import { userRoom } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import { cameAfter } from './connected-after.ts';
import type { Departures } from './departures.ts';
import { type NewChat, newChatOfMembers } from './new-chat-notification.ts';

/** A redelivery comes within the consumer's look-back; so many changes of members and rooms do not. */
const EVENTS_KEPT = 10_000;
const CHANGES_KEPT = 20_000;
/** Gateways that take events in turns invert neighbours, by more than 30 ms under load; here nothing shows a gap. */
const REORDER_MS = 100;
/** More than comes in the moment after an outage; who misses what is dropped learns it from the next list of rooms. */
const WAITING_EVENTS = 10_000;

type MembersChanged = Extract<RoomEvent, { kind: 'members-changed' }>;

/** Events that concern members who did not join the room as well. */
export const concernsMembers = ({ kind }: RoomEvent): boolean => !kind.startsWith('message-');

interface Change {
  readonly seq: number;
  readonly at: string;
}

/** An event, and the sockets that get it through the room. */
interface Waiting {
  readonly event: RoomEvent;
  readonly joined: readonly string[];
}

export interface MemberEventsOptions {
  readonly fanOut: () => FanOut;
  /** Whether it is known who may hear; until then events wait. */
  readonly mayTell: () => boolean;
  readonly socketsIn: (roomId: string) => readonly string[];
  readonly registry: SocketRegistry;
  readonly index: MembershipIndex;
  readonly authority: Authority;
  readonly departures: Departures;
  /** A user with sockets here is a member no more, whether they joined or not. */
  readonly onRemoved: (userId: string, roomId: string) => void;
  readonly onNewChat: (chat: NewChat) => void;
}

/**
 * Tells this gateway's sockets what their users must hear without having joined: removed users of their removal,
 * added ones of the room, all members of its change or end. Sockets that joined get the event through the sequencer
 * instead, and repeats of an event are dropped. Keeps the membership index as it goes.
 */
export class MemberEvents {
  readonly #options: MemberEventsOptions;
  readonly #waiting = new Map<string, Waiting[]>();
  #waitingEvents = 0;
  readonly #seen = new LRUCache<string, true>({ max: EVENTS_KEPT });
  /**
   * The last change of each user in each room, and of each room itself: an older one may come later, from another
   * gateway or the outbox' sweep.
   */
  readonly #changes = new LRUCache<string, Change>({ max: CHANGES_KEPT });

  constructor(options: MemberEventsOptions) {
    this.#options = options;
  }

  take(event: RoomEvent): void {
    // A log that was restored from a backup gives a number again, at another time.
    const key = `${event.room_id}:${event.seq}:${event.created_at}`;
    if (this.#seen.has(key)) return;
    if (this.#waitingEvents >= WAITING_EVENTS) return;
    this.#seen.set(key, true);
    this.#waitingEvents += 1;
    const waiting = { event, joined: this.#options.socketsIn(event.room_id) };
    const others = this.#waiting.get(event.room_id);
    if (others) others.push(waiting);
    else {
      this.#waiting.set(event.room_id, [waiting]);
      this.#tellSoon(event.room_id);
    }
  }

  #tellSoon(roomId: string): void {
    const turn = () => (this.#options.mayTell() ? this.#tellInOrder(roomId) : this.#tellSoon(roomId));
    setTimeout(turn, REORDER_MS).unref();
  }

  #tellInOrder(roomId: string): void {
    const waiting = this.#waiting.get(roomId) ?? [];
    this.#waiting.delete(roomId);
    this.#waitingEvents -= waiting.length;
    for (const { event, joined } of waiting.sort((a, b) => a.event.seq - b.event.seq)) {
      if (event.kind === 'members-changed') this.#membersChanged(event, joined);
      else if (event.kind === 'room-updated' || event.kind === 'room-deleted')
        this.#roomChanged(event, joined);
    }
  }

  #membersChanged(event: MembersChanged, joined: readonly string[]): void {
    const { room_id: roomId, data } = event;
    const { registry } = this.#options;
    const isNews = (userId: string) => this.#isNews(changeKey(userId, roomId), event);
    const removed = data.removed.filter(isNews);
    const added = data.added.filter(({ userId }) => isNews(userId));
    const here = removed.filter((userId) => registry.user(userId));
    this.#tell(here, event, joined);
    for (const userId of here) this.#options.onRemoved(userId, roomId);
    for (const userId of removed) this.#change(userId, false, event);
    for (const { userId } of added) this.#change(userId, true, event);
    this.#options.onNewChat(newChatOfMembers({ ...event, data: { ...data, added } }));
  }

  #roomChanged(event: RoomEvent, joined: readonly string[]): void {
    const { index } = this.#options;
    if (!this.#isNews(event.room_id, event)) return;
    this.#changes.set(event.room_id, { seq: event.seq, at: event.created_at });
    this.#tell([...index.usersIn(event.room_id)], event, joined);
    if (event.kind === 'room-deleted') index.dropRoom(event.room_id);
  }

  #isNews(key: string, { seq, created_at: at }: RoomEvent): boolean {
    const last = this.#changes.get(key);
    // A log that was restored from a backup counts again from an earlier number.
    return !last || last.seq <= seq || last.at < at;
  }

  #tell(userIds: readonly string[], event: RoomEvent, joined: readonly string[]): void {
    if (userIds.length === 0) return;
    const [name, payload] = toSocketEvent(event);
    const { departures, registry, socketsIn } = this.#options;
    const late = userIds.flatMap((userId) => cameAfter(registry.user(userId), event.created_at));
    // Who joined while the event waited has it by the join's answer, or gets it through the room.
    const had = [...joined, ...socketsIn(event.room_id), ...departures.whoHad(event.room_id, event.seq)];
    this.#options.fanOut().toLocal(userIds.map(userRoom), name, payload, [...had, ...late]);
  }

  #change(userId: string, member: boolean, { room_id: roomId, seq, created_at: at }: MembersChanged): void {
    this.#changes.set(changeKey(userId, roomId), { seq, at });
    this.#options.index.change(userId, roomId, member);
    this.#options.authority.forget(userId, roomId);
  }
}

const changeKey = (userId: string, roomId: string): string => `${userId} ${roomId}`;
