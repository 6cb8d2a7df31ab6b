import type { ChatClient } from '@kcs/chat-client';
import { systemMessageText } from './system-message-text.ts';

/** A sentence about a change to a room, such as "Ann added Bob". `seq` is the seq of the room event that it describes. */
export interface SystemMessage {
  readonly seq: number;
  readonly text: string;
}

export interface SystemMessageLog {
  /**
   * Returns the system messages of a room, in ascending order of `seq`. Returns the same array until the system
   * messages of the room change.
   */
  of(roomId: string): readonly SystemMessage[];
  /** Calls the listener after each change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}

const MAX_PER_ROOM = 100;
const NO_MESSAGES: readonly SystemMessage[] = [];

/**
 * Turns membership changes and new room names into system messages, and keeps them until the page closes. A reload
 * loses them, because the server's history contains only messages.
 */
export function createSystemMessageLog(
  chat: Pick<ChatClient, 'getState' | 'subscribe' | 'on'>,
): SystemMessageLog {
  const messagesByRoom = new Map<string, readonly SystemMessage[]>();
  const listeners = new Set<() => void>();
  let currentState = chat.getState();
  let previousState = currentState;
  chat.subscribe(() => {
    previousState = currentState;
    currentState = chat.getState();
  });
  chat.on('room-event', (event) => {
    const { room_id: roomId, seq } = event;
    // Also search the previous member list, because a removed member is missing from the current one.
    const members = [currentState, previousState].flatMap(({ rosters }) => rosters[roomId]?.members ?? []);
    const nameOf = (userId: string) => members.find((member) => member.user_id === userId)?.name ?? 'someone';
    const text = systemMessageText(event, currentState.me.id, nameOf);
    if (text === null) return;
    messagesByRoom.set(
      roomId,
      [...(messagesByRoom.get(roomId) ?? NO_MESSAGES), { seq, text }].slice(-MAX_PER_ROOM),
    );
    for (const listener of listeners) listener();
  });
  chat.on('room-ended', ({ room }) => messagesByRoom.delete(room.id));
  return {
    of: (roomId) => messagesByRoom.get(roomId) ?? NO_MESSAGES,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
