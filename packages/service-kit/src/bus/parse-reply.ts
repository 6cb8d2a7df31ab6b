import { type BusReply, type BusRequest, ChatError, type ReplyOf } from '@kcs/contracts';
import type { Msg } from '@nats-io/nats-core';

/** Returns the reply in a message. Throws `INTERNAL` if the message is not JSON. */
export function parseReply<R extends BusRequest>(msg: Msg): BusReply<ReplyOf<R>> {
  try {
    return msg.json<BusReply<ReplyOf<R>>>();
  } catch (cause) {
    throw new ChatError('INTERNAL', undefined, { cause });
  }
}
