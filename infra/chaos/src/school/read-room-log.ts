import type { RoomEvent } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import { describeChange } from '../judge/describe-change.ts';
import type { LogEntry, RoomLog } from '../judge/room-log.ts';
import type { HeadsByRoom } from './committed-heads.ts';
import type { ChatRoom } from './school.ts';

const EVENTS_PER_PAGE = 1_000;

/** Reads all of the events after seq `after` in the room, page by page, through `GET …/events`. */
export async function readRoomLog(room: ChatRoom, after: number, heads: HeadsByRoom): Promise<RoomLog> {
  const readingMember = room.members[0] as TestUser;
  const logEntries: RoomLog['events'][number][] = [];
  let lastReadSeq = after;
  for (;;) {
    const pagePath = `/chat/rooms/${room.id}/events?after=${lastReadSeq}&limit=${EVENTS_PER_PAGE}`;
    const { status, body } = await readingMember.request('GET', pagePath);
    if (status !== 200) throw new Error(`GET ${pagePath}: ${status} ${JSON.stringify(body)}`);
    const pageEvents = body.data as RoomEvent[];
    logEntries.push(...pageEvents.map(toLogEntry));
    const lastEvent = pageEvents.at(-1);
    if (!lastEvent || pageEvents.length < EVENTS_PER_PAGE) break;
    lastReadSeq = lastEvent.seq;
  }
  return { roomId: room.id, after, head: heads.get(room.id) ?? 0, events: logEntries };
}

function toLogEntry(event: RoomEvent): LogEntry {
  const entryWithoutMessage = { seq: event.seq, messageId: null, clientMsgId: null };
  switch (event.kind) {
    case 'message-created':
      return { seq: event.seq, messageId: event.data.id, clientMsgId: event.data.client_msg_id };
    case 'message-updated': {
      const { id, content } = event.data;
      return {
        ...entryWithoutMessage,
        change: describeChange({ type: 'edited', messageId: id, content: content ?? '' }),
      };
    }
    case 'message-deleted':
      return {
        ...entryWithoutMessage,
        change: describeChange({ type: 'deleted', messageId: event.data.messageId }),
      };
    case 'room-updated':
      return { ...entryWithoutMessage, change: describeChange({ type: 'renamed', name: event.data.name }) };
    case 'members-changed':
      return {
        ...entryWithoutMessage,
        added: event.data.added.map(({ userId }) => userId),
        removed: event.data.removed,
      };
    default:
      return entryWithoutMessage;
  }
}
