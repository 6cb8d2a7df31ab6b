import { NOTICES, ROOM_STREAM } from '@kcs/contracts';
import { compileSchema, type Logger, type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { PushedNotifications } from '../delivery/pushed-notifications.ts';
import type { MeetingExits } from '../meetings/meeting-exits.ts';
import type { MembershipCache } from '../membership/membership-cache.ts';
import type { RedisPublisher } from '../relay/redis-publisher.ts';
import type { SessionWatch } from '../sessions/session-watch.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { CONGESTED_ROOM, toUserRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { Typing } from '../typing/typing.ts';

interface NoticesOptions {
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly publisher: RedisPublisher;
  readonly sockets: LocalSockets;
  readonly cache: MembershipCache;
  readonly registry: SocketRegistry;
  readonly sessions: SessionWatch;
  readonly typing: Typing;
  readonly notifications: PushedNotifications;
  readonly meetingExits: MeetingExits;
}

/**
 * Subscribes to notices from the other services. Every gateway receives every notice and applies it to its own sockets.
 * Read receipts are the exception: one gateway receives each receipt and publishes it to the other gateways.
 */
export function subscribeToNotices(options: NoticesOptions): Stoppable {
  const { nc, logger, sockets, cache, registry, sessions, typing, notifications, meetingExits } = options;
  /** Returns the Socket.IO room names of the given user and of all local members of the given chat rooms. */
  const collectUserRoomNames = (userId: string, roomIds: readonly string[]): string[] => {
    const userIds = new Set([userId]);
    for (const roomId of roomIds) for (const member of cache.usersIn(roomId)) userIds.add(member);
    return [...userIds].map(toUserRoomName);
  };
  const subscriptions = [
    subscribeToNotice(
      nc,
      NOTICES.sessionsEnded,
      ({ sessionIds, code }) => {
        for (const sessionId of sessionIds) sessions.end(sessionId, code);
        meetingExits.sessionsEnded(sessionIds);
      },
      logger,
    ),
    subscribeToNotice(
      nc,
      NOTICES.userChanged,
      ({ roomIds = [], ...change }) => {
        const { userId, name, userType, active = true, timestamp = new Date().toISOString() } = change;
        const user = registry.user(userId);
        if (user) Object.assign(user, { name, userType });
        const payload = { userId, name, userType, active, timestamp };
        sockets.emit(collectUserRoomNames(userId, roomIds), 'chat-user-updated', payload);
      },
      logger,
    ),
    subscribeToNotice(
      nc,
      NOTICES.presenceChanged,
      ({ roomIds, ...status }) => {
        if (!status.isOnline) typing.userOffline(status.userId);
        sockets.emit(collectUserRoomNames(status.userId, roomIds), 'chat-user-status-update', status, [
          CONGESTED_ROOM,
        ]);
      },
      logger,
    ),
    subscribeToNotice(
      nc,
      NOTICES.roomSettingsChanged,
      ({ userId, ...settings }) =>
        sockets.emit([toUserRoomName(userId)], 'chat-room-settings-changed', settings),
      logger,
    ),
    subscribeToNotice(nc, NOTICES.notified, (pushed) => notifications.receive(pushed), logger),
    subscribeToNotice(
      nc,
      NOTICES.notificationsSeen,
      ({ userId, ...seen }) => sockets.emit([toUserRoomName(userId)], 'notifications-seen', seen),
      logger,
    ),
    subscribeToReceipts(options),
  ];
  return {
    stop: async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    },
  };
}

/**
 * Subscribes to read receipts that users send over REST (BUS-3). One gateway of the NATS queue group receives each
 * receipt and broadcasts it to the room.
 */
function subscribeToReceipts({ nc, publisher, logger }: NoticesOptions): Stoppable {
  const validateReceipt = compileSchema(NOTICES.seen.payload);
  const subscription = nc.subscribe(NOTICES.seen.subject, {
    queue: ROOM_STREAM.gatewayConsumer,
    callback: (error, message) => {
      if (error) return;
      try {
        const receipt = validateReceipt(message.json());
        publisher.broadcast(receipt.roomId, 'messages-seen', receipt);
      } catch (err) {
        logger.warn({ err, subject: message.subject }, 'Could not process a read receipt. Dropping it.');
      }
    },
  });
  return { stop: async () => subscription.unsubscribe() };
}
