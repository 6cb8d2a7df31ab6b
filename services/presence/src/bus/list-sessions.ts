import { ChatError, type PRESENCE, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Answers } from './answers.ts';

/** A part of a gateway's full list. @throws ChatError `CONFLICT` where parts before it are unknown: begin again at 0 */
export async function listSessions(
  { registry, teller }: Pick<Answers, 'registry' | 'teller'>,
  query: RequestOf<typeof PRESENCE.listSessions>,
): Promise<ReplyOf<typeof PRESENCE.listSessions>> {
  const { status, changed } = await registry.listSessions(query);
  if (changed) teller.kick();
  if (status === 'out-of-order') {
    throw new ChatError('CONFLICT', 'Parts before this one are unknown; list again from part 0.');
  }
  return { status };
}
