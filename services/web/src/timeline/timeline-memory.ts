import type { ChatClient } from '@kcs/chat-client';

/** Where a person was reading: a message, and its distance from the upper edge of the timeline. */
export interface ReadingPlace {
  readonly seq: number;
  readonly top: number;
}

/** A message to show: by its id, or by its `seq`. */
export type MessageTarget = { readonly id: string } | { readonly seq: number };

/** What the timelines of one session remember while no timeline or another one is on the page. */
interface TimelineMemory {
  /** Where the person was reading in each room. A room without an entry was at its end. */
  readonly places: Map<string, ReadingPlace>;
  /** The message to show, until the timeline of its room takes it. */
  request: { readonly roomId: string; readonly target: MessageTarget } | null;
  readonly listeners: Set<() => void>;
}

/** Keyed by the client, so that nothing of one session is left for the next. */
const memories = new WeakMap<ChatClient, TimelineMemory>();

export function timelineMemoryOf(chat: ChatClient): TimelineMemory {
  const known = memories.get(chat);
  if (known) return known;
  const memory: TimelineMemory = { places: new Map(), request: null, listeners: new Set() };
  memories.set(chat, memory);
  return memory;
}
