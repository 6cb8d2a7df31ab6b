import { ROOM_STREAM } from '@kcs/contracts';

const MAX_PARKED_PAYLOAD_CHARS = 4_096;
const MAX_PARKED_FIELD_CHARS = 500;

/** The record that chat-api stores about an event that cannot be processed. */
export interface DeadLetter {
  readonly source: string;
  readonly subject: string;
  readonly reason: string;
  readonly payload: string;
}

/** Returns the dead letter for an event, with its fields truncated to the lengths that chat-api accepts. */
export function toDeadLetter(subject: string, payload: Uint8Array, reason: string): DeadLetter {
  return {
    source: ROOM_STREAM.gatewayConsumer,
    subject: subject.slice(0, MAX_PARKED_FIELD_CHARS),
    reason: reason.slice(0, MAX_PARKED_FIELD_CHARS),
    payload: Buffer.from(payload).toString('utf8').slice(0, MAX_PARKED_PAYLOAD_CHARS),
  };
}
