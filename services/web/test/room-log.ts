import type { Message, Room, RoomEvent } from '@kcs/contracts';
import fc from 'fast-check';

export const ROOM = `room_${'0'.repeat(26)}`;
export const ME = `user_${'0'.repeat(25)}a`;
export const PEOPLE = [ME, `user_${'0'.repeat(25)}b`, `user_${'0'.repeat(25)}c`] as const;

/** One thing that happens in a room: who does it, and to which of the messages so far. */
interface Step {
  readonly what: 'send' | 'edit' | 'delete' | 'rename';
  readonly who: number;
  readonly target: number;
}
export const steps = fc.array(
  fc.record<Step>({
    what: fc.constantFrom('send', 'send', 'send', 'edit', 'delete', 'rename'),
    who: fc.nat({ max: PEOPLE.length - 1 }),
    target: fc.nat({ max: 30 }),
  }),
  { minLength: 1, maxLength: 30 },
);

/** A room as a server keeps it: its log, and after each number the messages and my summary. */
export interface FakeRoom {
  readonly log: readonly RoomEvent[];
  /** Index n: after event n. */
  readonly messagesAt: readonly (readonly Message[])[];
  readonly summaryAt: readonly Room[];
}

const time = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + seq * 1000).toISOString();

/** Plays the steps on a model that is written differently from the reducers: whole messages, counted from scratch. */
export function play(steps: readonly Step[]): FakeRoom {
  const log: RoomEvent[] = [];
  const messages: Message[] = [];
  let name = 'Room';
  let lastSeen = 0;
  const messagesAt: Message[][] = [];
  const summaryAt: Room[] = [];
  const snapshot = () => {
    messagesAt.push(structuredClone(messages));
    summaryAt.push({ ...summary(messages, log.length, lastSeen), name });
  };
  const append = (kind: RoomEvent['kind'], data: unknown) => {
    const seq = log.length + 1;
    log.push({ room_id: ROOM, seq, kind, data: structuredClone(data), created_at: time(seq) } as RoomEvent);
    snapshot();
  };
  snapshot();
  for (const { what, who, target } of steps) {
    const author = PEOPLE[who] as string;
    const alive = messages.filter((message) => message.deleted_at === null);
    const message = alive[target % Math.max(1, alive.length)];
    if (what === 'send') {
      messages.push(newMessage(log.length + 1, author));
      if (author === ME) lastSeen = log.length + 1;
      append('message-created', messages.at(-1));
    } else if (what === 'rename') {
      name = `Room ${log.length + 1}`;
      append('room-updated', { roomId: ROOM, name, timestamp: time(log.length + 1) });
    } else if (message && what === 'edit') {
      message.content = `edited by ${log.length + 1}`;
      message.edited_at = time(log.length + 1);
      append('message-updated', message);
    } else if (message && what === 'delete') {
      const at = time(log.length + 1);
      Object.assign(message, { content: null, metadata: null, deleted_at: at });
      append('message-deleted', {
        messageId: message.id,
        roomId: ROOM,
        messageSeq: message.seq,
        deletedBy: author,
        timestamp: at,
      });
    }
  }
  return { log, messagesAt, summaryAt };
}

/** A message as it is when it is created. */
export const newMessage = (seq: number, senderId: string): Message => ({
  id: `msg_${String(seq).padStart(26, '0')}`,
  room_id: ROOM,
  sender_id: senderId,
  sender_name: senderId,
  seq,
  content: `number ${seq}`,
  message_type: 'text',
  reply_to_id: null,
  reply_to: null,
  client_msg_id: `c${seq}`,
  metadata: null,
  mentions: [],
  reactions: [],
  created_at: time(seq),
  edited_at: null,
  deleted_at: null,
});

function summary(messages: readonly Message[], lastSeq: number, lastSeen: number): Room {
  const unread = messages.filter((m) => m.seq > lastSeen && m.sender_id !== ME && m.deleted_at === null);
  return {
    id: ROOM,
    name: 'Room',
    room_type: 'group',
    created_at: time(0),
    last_seq: lastSeq,
    last_message: structuredClone(messages.at(-1) ?? null),
    unread_count: unread.length,
    mention_count: 0,
    last_seen_seq: lastSeen,
    member_count: 3,
    my_role: 'owner',
    muted: false,
  };
}
