import type { EventOrigin } from './event-origin.ts';

/** A room event as it is stored in PostgreSQL. `data` is JSON text that chat-api never parses. */
export interface StoredEvent {
  readonly roomId: string;
  readonly seq: number;
  /**
   * The kind of event. It can be any text, because a newer version may have stored a kind that this version does not
   * know (LOG-7).
   */
  readonly kind: string;
  readonly data: string;
  readonly createdAt: string;
  /**
   * Set if this event's message makes a direct room visible again to members who had left it: a `ReappearingRoom`
   * (@kcs/contracts) as JSON text, which lists these members.
   */
  readonly shown?: string | null;
  /** Additional fields that the event has next to `data`, as the text of a non-empty JSON object (BUS-6). */
  readonly moreFields?: string | null;
  /** What caused the event, if this process knows it. It is not stored. */
  readonly origin?: EventOrigin;
}

/**
 * Returns the event as the JSON text of a `RoomEvent` (LOG-4). Escapes the kind, because a newer version may have
 * stored any text. Ids and times never need escaping.
 */
export const toEventJson = (event: StoredEvent): string => {
  const moreFieldsJson = event.moreFields ? `,${event.moreFields.trim().slice(1, -1)}` : '';
  return `{"room_id":"${event.roomId}","seq":${event.seq},"kind":${JSON.stringify(event.kind)},"data":${event.data},"created_at":"${event.createdAt}"${moreFieldsJson}}`;
};

/** Returns the event as the JSON text that is published to the bus (BUS-1). */
export const toBusEventJson = (event: StoredEvent): string => {
  const shownFieldJson = event.shown ? `"shown":${event.shown},` : '';
  return `{"version":1,${shownFieldJson}${toEventJson(event).slice(1)}`;
};
