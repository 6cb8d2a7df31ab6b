import { NOTICES, type NotificationLevel } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { Prisma } from '../../generated/client.ts';

/** A member's own settings for a room. */
export interface OwnSettings {
  readonly notificationLevel: NotificationLevel;
  readonly hidden: boolean;
  /**
   * The time of the change that led to these settings. It is read while the membership is locked, so a later change
   * never has an earlier time.
   */
  readonly timestamp: string;
}

/**
 * The SQL expression for a member's notification level (ROOM-14). The query must use the alias `m` for the membership.
 */
export const NOTIFICATION_LEVEL_SQL = Prisma.sql`
  CASE WHEN m.muted THEN 'none' WHEN m.mentions_only THEN 'mentions' ELSE 'all' END`;

/**
 * The columns of `OwnSettings` for the RETURNING clause of an update. The update must use the alias `m` for the
 * membership.
 */
export const OWN_SETTINGS_COLUMNS_SQL = Prisma.sql`
  ${NOTIFICATION_LEVEL_SQL} AS "notificationLevel", m.hidden_at IS NOT NULL AS hidden, iso(clock_timestamp()) AS timestamp`;

/**
 * Announces a user's settings for a room to all of the user's devices (ROOM-17). Call this after the settings are
 * committed. The notice may be lost, but the room list always contains the current settings.
 */
export function announceOwnSettings(
  { nc }: { readonly nc: NatsConnection },
  key: { readonly userId: string; readonly roomId: string },
  { notificationLevel, hidden, timestamp }: OwnSettings,
): void {
  const isMuted = notificationLevel === 'none';
  publishNotice(nc, NOTICES.roomSettingsChanged, {
    ...key,
    muted: isMuted,
    notificationLevel,
    hidden,
    timestamp,
  });
}
