import {
  type CHAT_API,
  ChatError,
  LIMITS,
  type Message,
  type MissedEvents,
  type ReplyOf,
  type RequestOf,
  type RoomEvent,
} from '@kcs/contracts';
import { newId } from '@kcs/service-kit';

interface LoggedRoom {
  readonly id: string;
  readonly members: Set<string>;
  readonly events: RoomEvent[];
}
type EventKind = RoomEvent['kind'];
type DataOf<K extends EventKind> = Extract<RoomEvent, { kind: K }>['data'];

const getCurrentTime = () => new Date().toISOString();

/** Keeps chat-api's data in memory: rooms, their members, and their gapless logs. */
export class ChatLog {
  readonly rooms = new Map<string, LoggedRoom>();
  readonly names = new Map<string, string>();
  readonly endedSessions = new Map<string, string>();
  /** The room of each running meeting. */
  readonly meetings = new Map<string, string>();

  /** Returns the room. Throws `ROOM_NOT_FOUND` if the room does not exist. */
  room(roomId: string): LoggedRoom {
    const room = this.rooms.get(roomId);
    if (!room) throw new ChatError('ROOM_NOT_FOUND');
    return room;
  }

  /** Returns the room. Throws `ROOM_NOT_FOUND` if the user is not a member. */
  roomFor(userId: string, roomId: string): LoggedRoom {
    const room = this.room(roomId);
    if (!room.members.has(userId)) throw new ChatError('ROOM_NOT_FOUND');
    return room;
  }

  append<K extends EventKind>(roomId: string, kind: K, data: DataOf<K>): RoomEvent {
    const { events } = this.room(roomId);
    const event = {
      room_id: roomId,
      seq: events.length + 1,
      kind,
      data,
      created_at: getCurrentTime(),
    } as RoomEvent;
    events.push(event);
    return event;
  }

  createRoom(members: readonly string[]): RoomEvent {
    const id = newId('room');
    this.rooms.set(id, { id, members: new Set(), events: [] });
    return this.changeMembers(id, members[0] as string, members, []);
  }

  changeMembers(roomId: string, by: string, added: readonly string[], removed: readonly string[]): RoomEvent {
    const { members } = this.room(roomId);
    for (const userId of added) members.add(userId);
    for (const userId of removed) members.delete(userId);
    return this.append(roomId, 'members-changed', {
      roomId,
      added: added.map((userId) => ({ userId, name: this.#name(userId), role: 'member' as const })),
      removed: [...removed],
      changed: [],
      by: { userId: by, name: this.#name(by) },
      roomName: 'A room',
      roomType: 'group',
      timestamp: getCurrentTime(),
    });
  }

  message(roomId: string, senderId: string, content: string): RoomEvent {
    const { events } = this.room(roomId);
    const message: Message = {
      id: newId('msg'),
      room_id: roomId,
      sender_id: senderId,
      sender_name: this.#name(senderId),
      seq: events.length + 1,
      content,
      message_type: 'text',
      reply_to_id: null,
      reply_to: null,
      client_msg_id: null,
      metadata: null,
      mentions: [],
      reactions: [],
      created_at: getCurrentTime(),
      edited_at: null,
      deleted_at: null,
    };
    return this.append(roomId, 'message-created', message);
  }

  roomsOf(userId: string): { roomId: string; memberCount: number }[] {
    const joinedRooms = [...this.rooms.values()].filter(({ members }) => members.has(userId));
    return joinedRooms.map(({ id, members }) => ({ roomId: id, memberCount: members.size }));
  }

  /** Returns the seq of the event that added each user to the room. Omits users who are not members. */
  joinedSeqs(roomId: string, userIds: readonly string[]): Record<string, number> {
    const { members, events } = this.room(roomId);
    const findSeq = (userId: string) =>
      events.findLast(
        ({ kind, data }) => kind === 'members-changed' && data.added.some((added) => added.userId === userId),
      )?.seq ?? 0;
    const memberIds = userIds.filter((userId) => members.has(userId));
    return Object.fromEntries(memberIds.map((userId) => [userId, findSeq(userId)]));
  }

  open(query: RequestOf<typeof CHAT_API.openRooms>): ReplyOf<typeof CHAT_API.openRooms> {
    const rooms = query.rooms.map(({ roomId, since }) => {
      const room = this.rooms.get(roomId);
      if (!room?.members.has(query.userId)) return { roomId, code: 'ROOM_NOT_FOUND' as const };
      const head = room.events.length;
      return { roomId, head, ...(since === undefined ? {} : { missed: listMissed(room, since) }) };
    });
    return { rooms };
  }

  #name(userId: string): string {
    return this.names.get(userId) ?? 'Someone';
  }
}

function listMissed(room: LoggedRoom, since: number): MissedEvents {
  const head = room.events.length;
  if (since > head) return { code: 'RESYNC_REQUIRED' };
  if (head - since > LIMITS.CATCH_UP_EVENTS_PER_ROOM) return { code: 'CATCH_UP_BY_EVENTS', head };
  const events = room.events.slice(since);
  if (JSON.stringify(events).length <= LIMITS.CATCH_UP_BYTES_PER_ANSWER) return { events };
  return { code: 'CATCH_UP_BY_EVENTS', head };
}
