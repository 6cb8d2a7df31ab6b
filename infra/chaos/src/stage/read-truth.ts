import type { RoomEvent } from '@kcs/contracts';
import type { RoomTruth } from '../judge/truth.ts';
import type { Heads } from './committed-heads.ts';
import type { ChatRoom } from './stage.ts';

const PAGE = 1_000;

/** What the public events list tells of a room after `after`, page by page to its end. */
export async function readTruth(room: ChatRoom, after: number, heads: Heads): Promise<RoomTruth> {
  const [reader] = room.members;
  const events: RoomTruth['events'][number][] = [];
  let position = after;
  for (;;) {
    const path = `/chat/rooms/${room.id}/events?after=${position}&limit=${PAGE}`;
    const { status, body } = await (reader as (typeof room.members)[0]).rest('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    const page = body.data as RoomEvent[];
    events.push(...page.map(toStored));
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    position = last.seq;
  }
  return { roomId: room.id, after, head: heads.get(room.id) ?? 0, events };
}

const toStored = (event: RoomEvent) =>
  event.kind === 'message-created'
    ? { seq: event.seq, messageId: event.data.id, clientMsgId: event.data.client_msg_id }
    : { seq: event.seq, messageId: null, clientMsgId: null };
