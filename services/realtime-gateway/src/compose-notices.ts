import type { Stoppable } from '@kcs/service-kit';
import type { DeliveryParts } from './compose-delivery.ts';
import type { SocketParts } from './compose-sockets.ts';
import { PresenceUpdates } from './delivery/presence-updates.ts';
import { PushedNotifications } from './delivery/pushed-notifications.ts';
import type { GatewayContext } from './gateway-context.ts';
import { subscribeToMeetingNotices } from './notices/subscribe-to-meetings.ts';
import { subscribeToNotices } from './notices/subscribe-to-notices.ts';
import type { SessionWatch } from './sessions/session-watch.ts';

/** Subscribes to the notices from other services. */
export function composeNotices(
  { nc: natsConnection, logger, gate, metrics }: GatewayContext,
  { registry, sockets, adapter, batchWrites }: SocketParts,
  { cache, typing, receipts, meetingExits }: DeliveryParts,
  sessions: SessionWatch,
): readonly Stoppable[] {
  const notifications = new PushedNotifications({
    gate,
    sockets,
    registry,
    onDropped: () => metrics.dropped.inc({ kind: 'notification' }),
  });
  const presenceUpdates = new PresenceUpdates({ registry, cache, adapter, batchWrites, logger });
  const sharedSubscriptionOptions = { nc: natsConnection, logger, sockets, cache, meetingExits };
  return [
    subscribeToNotices({
      ...sharedSubscriptionOptions,
      receipts,
      registry,
      sessions,
      typing,
      presenceUpdates,
      notifications,
    }),
    subscribeToMeetingNotices(sharedSubscriptionOptions),
  ];
}
