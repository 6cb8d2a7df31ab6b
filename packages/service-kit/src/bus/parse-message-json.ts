import { ChatError } from '@kcs/contracts';
import type { Msg } from '@nats-io/nats-core';

/** Returns the JSON value in a request or notice. Throws `VALIDATION_FAILED` if the message is not JSON. */
export function parseMessageJson(msg: Msg): unknown {
  try {
    return msg.json();
  } catch {
    throw new ChatError('VALIDATION_FAILED', 'The message is not valid JSON. Send JSON text.');
  }
}
