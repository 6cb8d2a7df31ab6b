import type { RoomEvent } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import { describeChange } from '../judge/describe-change.ts';
import type { LogEntry, RoomLog } from '../judge/room-log.ts';
import type { Heads } from './committed-heads.ts';
import type { ChatRoom } from './school.ts';

const PAGE_SIZE = 1_000;

/** Returns all of the room's events after seq `after`, which are read page by page through `GET …/events`. */
export async function readRoomLog(room: ChatRoom, after: number, heads: Heads): Promise<RoomLog> {
  const reader = room.members[0] as TestUser;
  const events: RoomLog['events'][number][] = [];
  let position = after;
  for (;;) {
    const path = `/chat/rooms/${room.id}/events?after=${position}&limit=${PAGE_SIZE}`;
    const { status, body } = await reader.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    const page = body.data as RoomEvent[];
    events.push(...page.map(toLogEntry));
    const lastEvent = page.at(-1);
    if (!lastEvent || page.length < PAGE_SIZE) break;
    position = lastEvent.seq;
  }
  return { roomId: room.id, after, head: heads.get(room.id) ?? 0, events };
}

function toLogEntry(event: RoomEvent): LogEntry {
  const emptyEntry = { seq: event.seq, messageId: null, clientMsgId: null };
  switch (event.kind) {
    case 'message-created':
      return { seq: event.seq, messageId: event.data.id, clientMsgId: event.data.client_msg_id };
    case 'message-updated': {
      const { id, content } = event.data;
      return {
        ...emptyEntry,
        change: describeChange({ type: 'edited', messageId: id, content: content ?? '' }),
      };
    }
    case 'message-deleted':
      return { ...emptyEntry, change: describeChange({ type: 'deleted', messageId: event.data.messageId }) };
    case 'room-updated':
      return { ...emptyEntry, change: describeChange({ type: 'renamed', name: event.data.name }) };
    case 'members-changed':
      return {
        ...emptyEntry,
        added: event.data.added.map(({ userId }) => userId),
        removed: event.data.removed,
      };
    default:
      return emptyEntry;
  }
}
