/**
 * One entry of a room's log as PostgreSQL stores it. `data` is JSON text that is written once and passed on unparsed.
 */
export interface StoredEvent {
  readonly roomId: string;
  readonly seq: number;
  /**
   * The kind of event, as text, because a newer version may have written a kind that this version does not know
   * (LOG-7).
   */
  readonly kind: string;
  readonly data: string;
  readonly createdAt: string;
  /**
   * A `RoomShown` (contracts) as JSON text: the members who had hidden this direct room, and for whom this message
   * makes it visible again.
   */
  readonly shown?: string | null;
  /** Additional fields of the event besides `data`, as the text of a JSON object that is not empty (BUS-6). */
  readonly moreFields?: string | null;
}

/**
 * Returns a `RoomEvent` (LOG-4) as JSON text. Only the kind is escaped, because a newer version may have written it.
 * Ids and times never contain characters that need escaping.
 */
export const eventJson = (event: StoredEvent): string => {
  const moreFields = event.moreFields ? `,${event.moreFields.trim().slice(1, -1)}` : '';
  return `{"room_id":"${event.roomId}","seq":${event.seq},"kind":${JSON.stringify(event.kind)},"data":${event.data},"created_at":"${event.createdAt}"${moreFields}}`;
};

/** Returns the event as JSON text in the form published to the bus (BUS-1). */
export const busEventJson = (event: StoredEvent): string => {
  const shown = event.shown ? `"shown":${event.shown},` : '';
  return `{"version":1,${shown}${eventJson(event).slice(1)}`;
};
