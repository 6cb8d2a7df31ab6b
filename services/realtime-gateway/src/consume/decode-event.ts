import {
  BusRoomEventHead,
  ChatError,
  RoomEvent,
  type RoomEventKind,
  type RoomShown,
  roomSubject,
} from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';

/** A message of 4,000 code points with 8 KiB of metadata and a reply is below 64 KiB; a room's first members, 700 KB. */
const MAX_EVENT_BYTES = 1024 * 1024;

const headOf = compileSchema(BusRoomEventHead);
const wholeOf = compileSchema(RoomEvent);

export type Decoded =
  | { readonly ok: true; readonly event: RoomEvent; readonly shown?: RoomShown }
  | { readonly ok: false; readonly reason: string };

/**
 * A room event off the bus. Of messages only the head is judged, since their `data` goes through as it is; of events
 * that we act on ourselves (members, rooms), everything.
 */
export function decodeEvent(subject: string, bytes: Uint8Array): Decoded {
  if (bytes.byteLength > MAX_EVENT_BYTES) return poison(`larger than ${MAX_EVENT_BYTES} bytes`);
  try {
    const { version: _, shown, ...event } = headOf(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const kind = event.kind as RoomEventKind;
    if (subject !== roomSubject(event.room_id, kind)) return poison('the subject names another event');
    if (kind.startsWith('message-')) {
      const message = event as unknown as RoomEvent;
      return shown ? { ok: true, event: message, shown } : { ok: true, event: message };
    }
    return { ok: true, event: wholeOf(event) };
  } catch (error) {
    return poison(reasonOf(error));
  }
}

const poison = (reason: string): Decoded => ({ ok: false, reason });

function reasonOf(error: unknown): string {
  if (error instanceof ChatError && error.details) {
    return error.details.map(({ field, message }) => `${field || 'event'}: ${message}`).join('; ');
  }
  return 'not JSON';
}
