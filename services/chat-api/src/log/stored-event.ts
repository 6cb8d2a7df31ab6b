import type { RoomEventKind } from '@kcs/contracts';

/** One entry of a room's log as it lies in PostgreSQL: `data` is JSON text, written once and never parsed on its way. */
export interface StoredEvent {
  readonly roomId: string;
  readonly seq: number;
  readonly kind: RoomEventKind;
  readonly data: string;
  readonly createdAt: string;
  /** `RoomShown` (contracts) as JSON text: whom the message shows a direct room again that they had left. */
  readonly shown?: string | null;
}

/** A `RoomEvent` (contracts) as JSON text. Ids, kinds and times hold nothing that JSON would escape. */
export const eventText = (event: StoredEvent): string =>
  `{"room_id":"${event.roomId}","seq":${event.seq},"kind":"${event.kind}","data":${event.data},"created_at":"${event.createdAt}"}`;

/** The same as it goes on the bus (protocol §4). */
export const busEventText = (event: StoredEvent): string => {
  const shown = event.shown ? `"shown":${event.shown},` : '';
  return `{"version":1,${shown}${eventText(event).slice(1)}`;
};
