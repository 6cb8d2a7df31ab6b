import type { ChatClient } from '@kcs/chat-client';

/**
 * The place in the history where the user was reading: the `seq` of a message, and the distance in pixels between the
 * message and the upper edge of the timeline (`top`).
 */
export interface ReadingPlace {
  readonly seq: number;
  readonly top: number;
}

/** Identifies a message to show, either by id or by `seq`. */
export type MessageTarget = { readonly id: string } | { readonly seq: number };

/** The reading places and the jump request of one session. They are kept when the user leaves a room. */
interface TimelineNavigation {
  /** The reading place in each room, keyed by room id. A room has no entry if the user was reading at the end. */
  readonly places: Map<string, ReadingPlace>;
  /**
   * The message to show next; null if there is no open request. The timeline of the room resets this property when it
   * handles the request.
   */
  request: { readonly roomId: string; readonly target: MessageTarget } | null;
  readonly listeners: Set<() => void>;
}

/**
 * The timeline navigation of each chat client. A new session has a new chat client, and therefore starts without
 * reading places and jump requests.
 */
const navigationByClient = new WeakMap<ChatClient, TimelineNavigation>();

export function getTimelineNavigation(chat: ChatClient): TimelineNavigation {
  const existingNavigation = navigationByClient.get(chat);
  if (existingNavigation) return existingNavigation;
  const newNavigation: TimelineNavigation = { places: new Map(), request: null, listeners: new Set() };
  navigationByClient.set(chat, newNavigation);
  return newNavigation;
}
