import type { RoomEvent } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import type { RoomLog } from '../judge/room-log.ts';
import type { HeadsByRoom } from './committed-heads.ts';
import type { ChatRoom } from './school.ts';
import { toLogEntry } from './to-log-entry.ts';

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
