import {
  BusRoomEventEnvelope,
  buildRoomSubject,
  ChatError,
  KnownRoomEvent,
  type ReappearingRoom,
  type RoomEvent,
} from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import { concernsMembers } from '../delivery/member-event.ts';

/**
 * Maximum size of a room event. The largest message event (4,000 code points, 8 KiB of metadata, and a reply) is
 * smaller than 64 KiB. The event that creates a room with the maximum number of members is about 700 KB in size.
 */
const MAX_EVENT_BYTES = 1024 * 1024;

const validateEventEnvelope = compileSchema(BusRoomEventEnvelope);
const validateKnownEvent = compileSchema(KnownRoomEvent);

type DecodeResult =
  | { readonly ok: true; readonly event: RoomEvent; readonly shown?: ReappearingRoom }
  | { readonly ok: false; readonly reason: string };

/**
 * Decodes a room event from the bus. Never throws: if the event is invalid, the result contains the reason. Events
 * about members and rooms are validated completely, because the gateway acts on them. For messages and unknown kinds
 * (LOG-7), only the envelope is validated, because their `data` is passed on unchanged.
 */
export function decodeRoomEvent(subject: string, bytes: Uint8Array): DecodeResult {
  if (bytes.byteLength > MAX_EVENT_BYTES)
    return createDecodeFailure(`the event is larger than ${MAX_EVENT_BYTES} bytes`);
  try {
    const {
      version: _,
      shown,
      ...rest
    } = validateEventEnvelope(JSON.parse(Buffer.from(bytes).toString('utf8')));
    if (subject !== buildRoomSubject(rest.room_id, rest.kind))
      return createDecodeFailure('the subject does not match the room and kind of the event');
    const roomEvent = rest as unknown as RoomEvent;
    if (concernsMembers(roomEvent)) return { ok: true, event: validateKnownEvent(roomEvent) };
    return shown ? { ok: true, event: roomEvent, shown } : { ok: true, event: roomEvent };
  } catch (error) {
    return createDecodeFailure(describeError(error));
  }
}

const createDecodeFailure = (reason: string): DecodeResult => ({ ok: false, reason });

function describeError(error: unknown): string {
  if (error instanceof ChatError && error.details) {
    return error.details.map(({ field, message }) => `${field || 'event'}: ${message}`).join('; ');
  }
  return 'the event is not valid JSON';
}
