import type { PRESENCE, ReplyOf, RequestOf } from '@kcs/contracts';
import type { Answers } from './answers.ts';

/** A gateway's goodbye. What of its sessions cannot be cleared now is cleared by the reaper. */
export async function closeEpoch(
  { registry, reaper }: Pick<Answers, 'registry' | 'reaper'>,
  { epoch }: RequestOf<typeof PRESENCE.closeEpoch>,
): Promise<ReplyOf<typeof PRESENCE.closeEpoch>> {
  await registry.closeEpoch(epoch);
  await reaper.clearEnded();
  return {};
}
