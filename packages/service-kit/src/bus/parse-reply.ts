import { type BusReply, type BusRequest, ChatError, type ReplyOf } from '@kcs/contracts';
import type { Msg } from '@nats-io/nats-core';

export function parseReply<R extends BusRequest>(msg: Msg): BusReply<ReplyOf<R>> {
  try {
    return msg.json<BusReply<ReplyOf<R>>>();
  } catch (cause) {
    throw new ChatError('INTERNAL', undefined, { cause });
  }
}
