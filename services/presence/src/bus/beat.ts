import type { PRESENCE, ReplyOf, RequestOf } from '@kcs/contracts';
import type { Answers } from './answers.ts';

/** A gateway's beat: its lease is renewed, what changed is applied, and who came is told without waiting. */
export async function beat(
  { registry, teller, logger }: Pick<Answers, 'registry' | 'teller' | 'logger'>,
  query: RequestOf<typeof PRESENCE.beat>,
): Promise<ReplyOf<typeof PRESENCE.beat>> {
  const { status, evict, changed } = await registry.beat(query);
  if (changed) teller.kick();
  if (status !== 'accepted') logger.info({ epoch: query.epoch, status }, 'A beat was not accepted');
  return { status, evict };
}
