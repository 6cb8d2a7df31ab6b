import {
  type CHAT_API_REQUESTS,
  ChatError,
  LIMITS,
  type Message,
  type ReplyOf,
  type RequestOf,
  type RoomCatchUpResult,
  type RoomEvent,
} from '@kcs/contracts';
import { newId } from '@kcs/service-kit';

interface LoggedRoom {
  readonly id: string;
  readonly members: Set<string>;
  readonly events: RoomEvent[];
  /** The members who may send messages. Undefined if all of them may. */
  managers?: ReadonlySet<string> | undefined;
}
type EventKind = RoomEvent['kind'];
type EventDataOf<K extends EventKind> = Extract<RoomEvent, { kind: K }>['data'];

const createTimestamp = () => new Date().toISOString();

/** Keeps chat-api's data in memory: rooms, their members, and their gapless logs. */
export class ChatLog {
  readonly rooms = new Map<string, LoggedRoom>();
  readonly names = new Map<string, string>();
  readonly endedSessions = new Map<string, string>();
  /** The room of each running meeting. */
  readonly meetings = new Map<string, string>();

  /** Returns the room. Throws `ROOM_NOT_FOUND` if the room does not exist. */
  room(roomId: string): LoggedRoom {
    const loggedRoom = this.rooms.get(roomId);
    if (!loggedRoom) throw new ChatError('ROOM_NOT_FOUND');
    return loggedRoom;
  }

  /** Returns the room. Throws `ROOM_NOT_FOUND` if the user is not a member. */
  roomFor(userId: string, roomId: string): LoggedRoom {
    const loggedRoom = this.room(roomId);
    if (!loggedRoom.members.has(userId)) throw new ChatError('ROOM_NOT_FOUND');
    return loggedRoom;
  }

  append<K extends EventKind>(roomId: string, kind: K, data: EventDataOf<K>): RoomEvent {
    const { events } = this.room(roomId);
    const appendedEvent = {
      room_id: roomId,
      seq: events.length + 1,
      kind,
      data,
      created_at: createTimestamp(),
    } as RoomEvent;
    events.push(appendedEvent);
    return appendedEvent;
  }

  createRoom(members: readonly string[]): RoomEvent {
    const createdRoomId = newId('room');
    this.rooms.set(createdRoomId, { id: createdRoomId, members: new Set(), events: [] });
    return this.changeMembers(createdRoomId, members[0] as string, members, []);
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
      timestamp: createTimestamp(),
    });
  }

  message(roomId: string, senderId: string, content: string): RoomEvent {
    const { events } = this.room(roomId);
    const sentMessage: Message = {
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
      created_at: createTimestamp(),
      edited_at: null,
      deleted_at: null,
    };
    return this.append(roomId, 'message-created', sentMessage);
  }

  roomsOf(userId: string): { roomId: string; memberCount: number }[] {
    const joinedRooms = [...this.rooms.values()].filter(({ members }) => members.has(userId));
    return joinedRooms.map(({ id, members }) => ({ roomId: id, memberCount: members.size }));
  }

  /** Returns the seq of the event that added each user to the room. Omits users who are not members. */
  joinedSeqs(roomId: string, userIds: readonly string[]): Record<string, number> {
    const { members, events } = this.room(roomId);
    const findJoinedSeq = (userId: string) =>
      events.findLast(
        ({ kind, data }) => kind === 'members-changed' && data.added.some((added) => added.userId === userId),
      )?.seq ?? 0;
    const memberIds = userIds.filter((userId) => members.has(userId));
    return Object.fromEntries(memberIds.map((userId) => [userId, findJoinedSeq(userId)]));
  }

  open(query: RequestOf<typeof CHAT_API_REQUESTS.openRooms>): ReplyOf<typeof CHAT_API_REQUESTS.openRooms> {
    const openedRooms = query.rooms.map(({ roomId, since }) => {
      const loggedRoom = this.rooms.get(roomId);
      if (!loggedRoom?.members.has(query.userId)) return { roomId, code: 'ROOM_NOT_FOUND' as const };
      const head = loggedRoom.events.length;
      return {
        roomId,
        head,
        ...(loggedRoom.managers && { postPolicy: 'managers' as const }),
        ...(since === undefined ? {} : { missed: listMissedEvents(loggedRoom, since) }),
      };
    });
    return { rooms: openedRooms };
  }

  #name(userId: string): string {
    return this.names.get(userId) ?? 'Someone';
  }
}

function listMissedEvents(room: LoggedRoom, since: number): RoomCatchUpResult {
  const head = room.events.length;
  if (since > head) return { code: 'RESYNC_REQUIRED' };
  if (head - since > LIMITS.CATCH_UP_EVENTS_PER_ROOM) return { code: 'CATCH_UP_BY_EVENTS', head };
  const missedEvents = room.events.slice(since);
  if (JSON.stringify(missedEvents).length <= LIMITS.CATCH_UP_BYTES_PER_ANSWER)
    return { events: missedEvents };
  return { code: 'CATCH_UP_BY_EVENTS', head };
}
