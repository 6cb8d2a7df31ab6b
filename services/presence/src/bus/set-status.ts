import type { PRESENCE, ReplyOf, RequestOf } from '@kcs/contracts';
import type { Answers } from './answers.ts';

/** The last write wins. It also holds for a person whose first socket is not known here yet. */
export async function setStatus(
  { registry, teller }: Pick<Answers, 'registry' | 'teller'>,
  { userId, status }: RequestOf<typeof PRESENCE.setStatus>,
): Promise<ReplyOf<typeof PRESENCE.setStatus>> {
  const { changed } = await registry.setStatus(userId, status);
  if (changed) teller.kick();
  return { status };
}
