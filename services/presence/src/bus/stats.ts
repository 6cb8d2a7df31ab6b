import type { PRESENCE, ReplyOf } from '@kcs/contracts';
import { websocketStats } from '../rules/websocket-stats.ts';
import type { Answers } from './answers.ts';

/** Read at each call: never older than the gateways' last beats. */
export async function stats({
  registry,
  beatMs,
}: Pick<Answers, 'registry' | 'beatMs'>): Promise<ReplyOf<typeof PRESENCE.stats>> {
  return websocketStats(await registry.counts(), beatMs);
}
