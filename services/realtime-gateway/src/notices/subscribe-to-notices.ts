import { NOTICES } from '@kcs/contracts';
import { type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { PresenceUpdates } from '../delivery/presence-updates.ts';
import type { PushedNotifications } from '../delivery/pushed-notifications.ts';
import type { MeetingExits } from '../meetings/meeting-exits.ts';
import type { MembershipCache } from '../membership/membership-cache.ts';
import type { SessionWatch } from '../sessions/session-watch.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toUserRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { TypingStates } from '../typing/typing.ts';
import { type ReceiptSubscriptionOptions, subscribeToReceipts } from './subscribe-to-receipts.ts';

interface NoticeSubscriptionOptions extends ReceiptSubscriptionOptions {
  readonly sockets: LocalSockets;
  readonly cache: MembershipCache;
  readonly registry: SocketRegistry;
  readonly sessions: SessionWatch;
  readonly typing: TypingStates;
  readonly presenceUpdates: PresenceUpdates;
  readonly notifications: PushedNotifications;
  readonly meetingExits: MeetingExits;
}

/**
 * Subscribes to notices from the other services. Every gateway receives every notice and applies it to its own sockets.
 * Read receipts are the exception: one gateway receives each receipt and publishes it to the other gateways.
 */
export function subscribeToNotices(options: NoticeSubscriptionOptions): Stoppable {
  const {
    nc: natsConnection,
    logger,
    sockets,
    cache,
    registry,
    sessions,
    typing,
    presenceUpdates,
    notifications,
    meetingExits,
  } = options;
  /** Returns the Socket.IO room names of the given user and of all local members of the given chat rooms. */
  const collectUserRoomNames = (userId: string, roomIds: readonly string[]): string[] => {
    const notifiedUserIds = new Set([userId]);
    for (const roomId of roomIds) for (const member of cache.usersIn(roomId)) notifiedUserIds.add(member);
    return [...notifiedUserIds].map(toUserRoomName);
  };
  const noticeSubscriptions = [
    subscribeToNotice(
      natsConnection,
      NOTICES.sessionsEnded,
      ({ sessionIds, code }) => {
        for (const sessionId of sessionIds) sessions.end(sessionId, code);
        meetingExits.sessionsEnded(sessionIds);
      },
      logger,
    ),
    subscribeToNotice(
      natsConnection,
      NOTICES.userChanged,
      ({ roomIds = [], ...change }) => {
        const { userId, name, userType, active = true, timestamp = new Date().toISOString() } = change;
        const localUser = registry.user(userId);
        if (localUser) Object.assign(localUser, { name, userType });
        const userUpdatedPayload = { userId, name, userType, active, timestamp };
        sockets.emit(collectUserRoomNames(userId, roomIds), 'chat-user-updated', userUpdatedPayload);
      },
      logger,
    ),
    subscribeToNotice(
      natsConnection,
      NOTICES.presenceChanged,
      ({ roomIds, ...status }) => {
        if (!status.isOnline) typing.userOffline(status.userId);
        presenceUpdates.receive(status.userId, roomIds, status);
      },
      logger,
    ),
    subscribeToNotice(
      natsConnection,
      NOTICES.roomSettingsChanged,
      ({ userId, ...settings }) =>
        sockets.emit([toUserRoomName(userId)], 'chat-room-settings-changed', settings),
      logger,
    ),
    subscribeToNotice(natsConnection, NOTICES.notified, (pushed) => notifications.receive(pushed), logger),
    subscribeToNotice(
      natsConnection,
      NOTICES.notificationsSeen,
      ({ userId, ...seen }) => sockets.emit([toUserRoomName(userId)], 'notifications-seen', seen),
      logger,
    ),
    subscribeToReceipts(options),
  ];
  return {
    stop: async () => {
      await Promise.all(noticeSubscriptions.map((subscription) => subscription.stop()));
    },
  };
}
