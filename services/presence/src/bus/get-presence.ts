import type { PRESENCE, ReplyOf, RequestOf } from '@kcs/contracts';
import { presenceOf } from '../rules/presence-of.ts';
import type { Answers } from './answers.ts';

/** In the order asked; who is unknown is offline and was never seen. */
export async function getPresence(
  { registry }: Pick<Answers, 'registry'>,
  { userIds }: RequestOf<typeof PRESENCE.getPresence>,
): Promise<ReplyOf<typeof PRESENCE.getPresence>> {
  const states = await registry.statesOf(userIds);
  const now = Date.now();
  return {
    users: userIds.map((userId, i) =>
      presenceOf(userId, states[i] ?? { status: null, lastSeenMs: null }, now),
    ),
  };
}
