import { NOTICES, ROOM_STREAM } from '@kcs/contracts';
import { compileSchema, type Logger, type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { MembershipIndex } from '../membership/membership-cache.ts';
import type { FanOut } from '../relay/redis-publisher.ts';
import type { SessionWatch } from '../sessions/session-watch.ts';
import { CONGESTED, userRoom } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { Typing } from '../typing/typing.ts';

export interface HearNoticesOptions {
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly fanOut: FanOut;
  readonly index: MembershipIndex;
  readonly registry: SocketRegistry;
  readonly sessions: SessionWatch;
  readonly typing: Typing;
}

/** What every gateway hears from the other services and tells its own sockets; marks of seen go to one gateway. */
export function hearNotices(options: HearNoticesOptions): Stoppable {
  const { nc, logger, fanOut, index, registry, sessions, typing } = options;
  const heard = [
    subscribeToNotice(
      nc,
      NOTICES.sessionsEnded,
      ({ sessionIds, code }) => {
        for (const sessionId of sessionIds) sessions.end(sessionId, code);
      },
      logger,
    ),
    subscribeToNotice(
      nc,
      NOTICES.userChanged,
      ({ userId, name, userType }) => {
        const user = registry.user(userId);
        if (user) Object.assign(user, { name, userType });
      },
      logger,
    ),
    subscribeToNotice(
      nc,
      NOTICES.presenceChanged,
      ({ roomIds, ...status }) => {
        if (!status.isOnline) typing.userGone(status.userId);
        const users = new Set([status.userId]);
        for (const roomId of roomIds) for (const userId of index.usersIn(roomId)) users.add(userId);
        fanOut.toLocal([...users].map(userRoom), 'chat-user-status-update', status, [CONGESTED]);
      },
      logger,
    ),
    hearSeen(nc, fanOut, logger),
  ];
  return {
    stop: async () => {
      await Promise.all(heard.map((one) => one.stop()));
    },
  };
}

/** Marks made over REST: heard by one gateway of the queue group, which tells the room on all. */
function hearSeen(nc: NatsConnection, fanOut: FanOut, logger: Logger): Stoppable {
  const valid = compileSchema(NOTICES.seen.payload);
  const subscription = nc.subscribe(NOTICES.seen.subject, {
    queue: ROOM_STREAM.gatewayConsumer,
    callback: (error, message) => {
      if (error) return;
      try {
        const seen = valid(message.json());
        fanOut.toRoom(seen.roomId, 'messages-seen', seen);
      } catch (err) {
        logger.warn({ err, subject: message.subject }, 'a notice of seen could not be used');
      }
    },
  });
  return { stop: async () => subscription.unsubscribe() };
}
