import type { CurrentUser, Member, Message, Room, RoomChange, RoomEvent, RoomType } from '@kcs/contracts';
import { ApiError } from '../../src/api/api-error.ts';
import type { RestResult } from '../../src/api/rest-client.ts';
import { createRoomChange } from '../../src/state/room-change.ts';
import { ModelRoom } from './model-room.ts';

const PAGE_SIZE = 5;

export const createUser = (id: string): CurrentUser => ({
  id,
  name: id,
  email: `${id}@test.example`,
  user_type: 'Student',
});

/**
 * A model of the whole server side. It holds all data, answers each request atomically, and tells the tests what a
 * fresh fetch would return.
 */
export class ModelServer {
  readonly rooms = new Map<string, ModelRoom>();
  /**
   * Called with every new event, before any request can read it. `newTo` contains the users to whom the event makes the
   * room visible.
   */
  onEvent: (event: RoomEvent, room: ModelRoom, newTo: readonly string[]) => void = () => undefined;
  #ids = 0;
  /** For each room, the last `seq` that was passed to `onEvent`. */
  readonly #emitted = new Map<string, number>();

  constructor(private readonly now: () => string) {}

  newId = (kind: string): string => {
    this.#ids += 1;
    return `${kind}_${String(this.#ids).padStart(26, '0')}`;
  };

  createRoom(memberIds: readonly string[], type: RoomType = 'group'): ModelRoom {
    const room = new ModelRoom(this.newId('room'), type, this.now(), this.now);
    this.rooms.set(room.id, room);
    this.change(room, () => room.changeMembers({ added: memberIds }));
    return room;
  }

  /** Applies a change to a room, and passes the resulting events to `onEvent`. */
  change<T>(room: ModelRoom, change: () => T): T {
    const changeResult = change();
    const lastEmittedSeq = this.#emitted.get(room.id) ?? 0;
    this.#emitted.set(room.id, room.head);
    for (const event of room.log.slice(lastEmittedSeq)) {
      this.onEvent(structuredClone(event), room, unhideAndListUserIdsNewToRoom(room, event));
    }
    return changeResult;
  }

  /** Simulates a restore from a backup. Afterwards, the room's log ends at `head`. */
  restore(room: ModelRoom, head: number): void {
    room.cutBackTo(head);
    this.#emitted.set(room.id, head);
  }

  leave(userId: string, roomId: string): void {
    const room = this.memberOf(userId, roomId);
    this.change(room, () => room.leave(userId));
  }

  send(
    userId: string,
    roomId: string,
    body: { content: string; client_msg_id?: string; reply_to_id?: string | null },
  ): Message {
    const room = this.memberOf(userId, roomId);
    const storedMessage = [...room.messages.values()].find(
      (message) => message.sender_id === userId && message.client_msg_id === body.client_msg_id,
    );
    if (body.client_msg_id !== undefined && storedMessage) return room.shownTo(userId, storedMessage);
    const draft = {
      sender_id: userId,
      content: body.content,
      mentions: findMentions(body.content),
      reply_to_id: body.reply_to_id ?? null,
      client_msg_id: body.client_msg_id ?? null,
    };
    return this.change(room, () => room.send(this.newId('msg'), draft));
  }

  markSeen(userId: string, roomId: string, seq: number): boolean {
    const room = this.memberOf(userId, roomId);
    const member = room.members.get(userId);
    const lastSeenSeq = Math.min(seq, room.head);
    if (!member || member.last_seen_seq >= lastSeenSeq) return false;
    member.last_seen_seq = lastSeenSeq;
    return true;
  }

  memberOf(userId: string, roomId: string): ModelRoom {
    const room = this.rooms.get(roomId);
    if (!room || room.isDeleted || !room.members.has(userId))
      throw new ApiError('ROOM_NOT_FOUND', 'No such room.');
    return room;
  }

  roomsOf = (userId: string): Room[] =>
    [...this.rooms.values()]
      .filter((room) => !room.isDeleted && room.members.has(userId) && !room.hidden.has(userId))
      .map((room) => this.roomFor(userId, room.id));

  /**
   * Returns one page of the user's room list, with the newest activity first. The query string of `path` contains
   * `limit` and `cursor`.
   */
  pageOfRooms(userId: string, path: string): RestResult<Room[]> {
    const { searchParams } = new URL(path, 'http://model');
    const cursorSortKey = searchParams.get('cursor') ?? '~';
    const maxRoomsPerPage = Number(searchParams.get('limit'));
    const formatRoomSortKey = ({ id, created_at, last_message }: Room) =>
      `${last_message?.created_at ?? created_at}_${id}`;
    const roomsWithSortKeys = this.roomsOf(userId).map((room) => ({ key: formatRoomSortKey(room), room }));
    const remainingRooms = roomsWithSortKeys
      .filter(({ key }) => key < cursorSortKey)
      .sort((a, b) => (a.key < b.key ? 1 : -1));
    const pageRooms = remainingRooms.slice(0, maxRoomsPerPage);
    const has_more = remainingRooms.length > maxRoomsPerPage;
    return {
      data: pageRooms.map(({ room }) => room),
      page: { has_more, next_cursor: has_more ? (pageRooms.at(-1)?.key ?? null) : null },
    };
  }

  roomFor(userId: string, roomId: string): Room {
    const room = this.memberOf(userId, roomId);
    const readCursor = room.members.get(userId)?.last_seen_seq ?? 0;
    const messages = [...room.messages.values()];
    const unreadMessages = messages.filter(
      (message) => message.seq > readCursor && message.deleted_at === null && message.sender_id !== userId,
    );
    const lastMessage = messages.at(-1);
    return {
      id: room.id,
      name: room.name,
      room_type: room.type,
      created_at: room.createdAt,
      last_seq: room.head,
      last_message: lastMessage ? room.shownTo(userId, lastMessage) : null,
      last_change: this.changesOf(userId, roomId, lastMessage?.seq ?? 0)[0] ?? null,
      unread_count: unreadMessages.length,
      mention_count: unreadMessages.filter((message) => message.mentions.includes(userId)).length,
      last_seen_seq: readCursor,
      member_count: room.members.size,
      my_role: room.members.get(userId)?.role ?? 'member',
      muted: false,
      hidden: room.hidden.has(userId),
    };
  }

  /** Returns all messages of a room as this user sees them, in ascending order of `seq`. */
  messagesFor = (userId: string, roomId: string): Message[] => {
    const room = this.rooms.get(roomId);
    return room ? [...room.messages.values()].map((message) => room.shownTo(userId, message)) : [];
  };

  page(userId: string, roomId: string, before = Number.POSITIVE_INFINITY) {
    this.memberOf(userId, roomId);
    const olderMessages = this.messagesFor(userId, roomId).filter(({ seq }) => seq < before);
    return { items: olderMessages.slice(-PAGE_SIZE).reverse(), hasMore: olderMessages.length > PAGE_SIZE };
  }

  pageAfter(userId: string, roomId: string, after: number) {
    this.memberOf(userId, roomId);
    const newerMessages = this.messagesFor(userId, roomId).filter(({ seq }) => seq > after);
    return { items: newerMessages.slice(0, PAGE_SIZE).reverse(), hasMore: newerMessages.length > PAGE_SIZE };
  }

  /** The newer half of the page begins with `seq`. Older messages fill the rest of the page. */
  pageAround(userId: string, roomId: string, seq: number) {
    this.memberOf(userId, roomId);
    const allMessages = this.messagesFor(userId, roomId);
    const newerMessages = allMessages
      .filter((message) => message.seq >= seq)
      .slice(0, Math.ceil(PAGE_SIZE / 2));
    const olderMessages = allMessages.filter((message) => message.seq < seq);
    const olderMessagesOnPage = olderMessages.slice(-(PAGE_SIZE - newerMessages.length));
    return {
      items: [...olderMessagesOnPage, ...newerMessages].reverse(),
      hasMore: olderMessages.length > olderMessagesOnPage.length,
      hasNewer: newerMessages.length === Math.ceil(PAGE_SIZE / 2),
    };
  }

  changesOf(userId: string, roomId: string, after: number, before = Number.POSITIVE_INFINITY): RoomChange[] {
    const { log, members: known } = this.memberOf(userId, roomId);
    const members = [...known.values()].map((member) => ({ ...member, name: member.user_id }) as Member);
    return log
      .filter(({ seq }) => seq > after && seq < before)
      .flatMap((event) => createRoomChange(event, members) ?? [])
      .reverse();
  }

  membersOf = (roomId: string): Member[] =>
    [...(this.rooms.get(roomId)?.members.values() ?? [])]
      .map((member) => ({ ...member, name: member.user_id, user_type: 'Student' as const, active: true }))
      .sort((a, b) => (a.user_id < b.user_id ? -1 : 1));

  eventsAfter(userId: string, roomId: string, after: number, limit: number): RoomEvent[] {
    const room = this.memberOf(userId, roomId);
    if (after > room.head || (after < room.deletedUpTo && after < room.head)) {
      throw new ApiError('RESYNC_REQUIRED', 'no longer stored');
    }
    return structuredClone(room.log.slice(after, after + limit));
  }
}

export const findMentions = (content: string): string[] =>
  [...content.matchAll(/@\[(user_\w+)\]/g)].map(([, id]) => id as string);

function unhideAndListUserIdsNewToRoom(room: ModelRoom, event: RoomEvent): string[] {
  if (event.kind === 'message-created') return room.unhide();
  return event.kind === 'members-changed' ? event.data.added.map(({ userId }) => userId) : [];
}
