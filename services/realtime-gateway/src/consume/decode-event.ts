import {
  BusRoomEventEnvelope,
  ChatError,
  RoomEvent,
  type RoomEventKind,
  type RoomShown,
  roomSubject,
} from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';

/**
 * The largest message (4,000 code points, 8 KiB of metadata, a reply) is below 64 KiB. The creation of the largest room
 * is about 700 KB.
 */
const MAX_EVENT_BYTES = 1024 * 1024;

const validateHead = compileSchema(BusRoomEventEnvelope);
const validateEvent = compileSchema(RoomEvent);

type DecodedEvent =
  | { readonly ok: true; readonly event: RoomEvent; readonly shown?: RoomShown }
  | { readonly ok: false; readonly reason: string };

/**
 * Decodes a room event from the bus. Never throws. For messages only the envelope is validated, because their `data` is
 * passed on unchanged. Events that we act on ourselves (members, rooms) are validated completely.
 */
export function decodeEvent(subject: string, bytes: Uint8Array): DecodedEvent {
  if (bytes.byteLength > MAX_EVENT_BYTES) return invalid(`larger than ${MAX_EVENT_BYTES} bytes`);
  try {
    const { version: _, shown, ...event } = validateHead(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const kind = event.kind as RoomEventKind;
    if (subject !== roomSubject(event.room_id, kind)) return invalid('the subject does not match the event');
    if (kind.startsWith('message-')) {
      const message = event as unknown as RoomEvent;
      return shown ? { ok: true, event: message, shown } : { ok: true, event: message };
    }
    return { ok: true, event: validateEvent(event) };
  } catch (error) {
    return invalid(reasonOf(error));
  }
}

const invalid = (reason: string): DecodedEvent => ({ ok: false, reason });

function reasonOf(error: unknown): string {
  if (error instanceof ChatError && error.details) {
    return error.details.map(({ field, message }) => `${field || 'event'}: ${message}`).join('; ');
  }
  return 'not JSON';
}
