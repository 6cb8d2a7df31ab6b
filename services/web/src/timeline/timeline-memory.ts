import type { ChatClient } from '@kcs/chat-client';

/**
 * The place in the history where a person was reading: a message, and its distance in pixels from the upper edge of the
 * timeline.
 */
export interface ReadingPlace {
  readonly seq: number;
  readonly top: number;
}

/** Identifies a message to show, either by id or by `seq`. */
export type MessageTarget = { readonly id: string } | { readonly seq: number };

/** Reading places and jump requests of one session. They survive while another room, or no room, is on the page. */
interface TimelineMemory {
  /**
   * The reading place in each room, keyed by room id. In a room without an entry, the person was reading at the end.
   */
  readonly places: Map<string, ReadingPlace>;
  /** The message to show next. Null after the timeline of the message's room has handled the request. */
  request: { readonly roomId: string; readonly target: MessageTarget } | null;
  readonly listeners: Set<() => void>;
}

/** Keyed by the chat client, so that a new session does not see reading places from an earlier session. */
const memoryByClient = new WeakMap<ChatClient, TimelineMemory>();

export function timelineMemoryOf(chat: ChatClient): TimelineMemory {
  const known = memoryByClient.get(chat);
  if (known) return known;
  const memory: TimelineMemory = { places: new Map(), request: null, listeners: new Set() };
  memoryByClient.set(chat, memory);
  return memory;
}
