import { ChatError } from '@kcs/contracts';
import type { Msg } from '@nats-io/nats-core';

export function parseMessageJson(msg: Msg): unknown {
  try {
    return msg.json();
  } catch {
    throw new ChatError('VALIDATION_FAILED', 'The request is not valid JSON.');
  }
}
