import type { ChatClient } from '@kcs/chat-client';
import { lineText } from './system-message-text.ts';

/** A change of the room itself, at its place among the messages. */
export interface RoomLine {
  readonly seq: number;
  readonly text: string;
}

export interface RoomLines {
  /** Ascending; the same list until it changes. */
  of(roomId: string): readonly RoomLine[];
  subscribe(listener: () => void): () => void;
}

const LINES_MOST = 100;
const NONE: readonly RoomLine[] = [];

/** Remembers, for as long as the page lives, how members and names of rooms changed: the history holds messages only. */
export function createRoomLines(chat: ChatClient): RoomLines {
  const byRoom = new Map<string, readonly RoomLine[]>();
  const listeners = new Set<() => void>();
  let now = chat.getState();
  let before = now;
  chat.subscribe(() => {
    before = now;
    now = chat.getState();
  });
  chat.on('room-event', (event) => {
    const { room_id: roomId, seq } = event;
    // Who was removed is in the list of before only.
    const members = [now, before].flatMap(({ rosters }) => rosters[roomId]?.members ?? []);
    const nameOf = (userId: string) => members.find((one) => one.user_id === userId)?.name ?? 'someone';
    const text = lineText(event, now.me.id, nameOf);
    if (text === null) return;
    byRoom.set(roomId, [...(byRoom.get(roomId) ?? NONE), { seq, text }].slice(-LINES_MOST));
    for (const listener of listeners) listener();
  });
  chat.on('room-ended', ({ room }) => byRoom.delete(room.id));
  return {
    of: (roomId) => byRoom.get(roomId) ?? NONE,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
