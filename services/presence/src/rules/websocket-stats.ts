import type { WebsocketStats } from '@kcs/contracts';
import type { RegistryCounts } from '../registry/registry.ts';

/**
 * The statistics of protocol §2 "Administration". A gateway whose last beat is older than two beats is missing while
 * its lease lasts: its share is still counted, so the sums are partial.
 */
export function websocketStats(counts: RegistryCounts, beatMs: number): WebsocketStats {
  const missing = counts.epochs
    .filter((share) => counts.redisMs - share.lastBeatMs > 2 * beatMs)
    .map((share) => share.totals.id);
  return {
    totalConnections: counts.epochs.reduce((sum, share) => sum + share.sessions, 0),
    totalUsers: counts.users,
    activeChatRooms: counts.rooms,
    message: 'Real-time chat statistics',
    timestamp: new Date(counts.redisMs).toISOString(),
    partial: missing.length > 0,
    missing: [...new Set(missing)],
    gateways: counts.epochs
      .map((share) => ({ ...share.totals, connections: share.sessions }))
      .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
  };
}
