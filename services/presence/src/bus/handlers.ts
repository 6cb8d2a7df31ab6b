import {
  CHAT_API_REQUESTS,
  ChatError,
  LIMITS,
  type PRESENCE_REQUESTS,
  type ReplyOf,
  type RequestOf,
  UserId,
} from '@kcs/contracts';
import { compileSchema, type Logger, sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from '../registry/registry.ts';
import { combineGatewayStats, createOnlineMembersPage, createPresence } from '../rules/views.ts';
import type { OnlineMembers } from './online-members.ts';

export interface RequestHandlerDeps {
  readonly nc: NatsConnection;
  readonly registry: Registry;
  readonly notifier: { trigger(): void };
  readonly reaper: { clearEndedEpochs(): Promise<void> };
  readonly onlineMembers: Pick<OnlineMembers, 'of'>;
  readonly heartbeatMs: number;
  readonly logger: Logger;
}

type RequestHandlers = {
  [N in keyof typeof PRESENCE_REQUESTS as N extends 'beat' ? 'heartbeat' : N]: (
    request: RequestOf<(typeof PRESENCE_REQUESTS)[N]>,
  ) => Promise<ReplyOf<(typeof PRESENCE_REQUESTS)[N]>>;
};

const assertUserId = compileSchema(UserId);

/** Returns one handler for each request in `PRESENCE_REQUESTS`, which explains the requests. */
export function createRequestHandlers(deps: RequestHandlerDeps): RequestHandlers {
  const { nc, registry, notifier, reaper, onlineMembers, heartbeatMs, logger } = deps;
  return {
    async heartbeat(request) {
      const { status, evict, changed } = await registry.heartbeat(request);
      if (changed) notifier.trigger();
      if (status !== 'accepted') {
        logger.info(
          { epoch: request.epoch, status },
          'Did not accept a heartbeat. The gateway will send its complete session list.',
        );
      }
      return { status, evict };
    },

    async listSessions(request) {
      const { status, changed } = await registry.listSessions(request);
      if (changed) notifier.trigger();
      if (status === 'out-of-order') {
        throw new ChatError(
          'CONFLICT',
          'Earlier parts of the list are missing. Send the list again from part 0.',
        );
      }
      return { status };
    },

    async closeEpoch({ epoch }) {
      await registry.closeEpoch(epoch);
      // If clearing the closed epoch's sessions fails, the reaper's next run clears them.
      await reaper.clearEndedEpochs();
      return {};
    },

    async setStatus({ userId, status }) {
      const { changed } = await registry.setStatus(userId, status);
      if (changed) notifier.trigger();
      return { status };
    },

    async getPresence({ userIds }) {
      const { redisMs, states } = await registry.statesOf(userIds);
      return {
        users: userIds.map((userId, i) =>
          createPresence(userId, states[i] ?? { status: null, lastSeenMs: null }, redisMs),
        ),
      };
    },

    async roomOnlineUsers({ userId, roomId, cursor }) {
      if (cursor !== undefined) assertValidCursor(cursor);
      // Check every caller's membership here, because the list of online members is cached and shared by all callers.
      await sendRequest(nc, CHAT_API_REQUESTS.authorizeRoom, { userId, roomId });
      const onlineMemberList = await onlineMembers.of(roomId, userId);
      return createOnlineMembersPage(roomId, onlineMemberList, cursor, LIMITS.ONLINE_USERS_PER_PAGE);
    },

    async stats() {
      return combineGatewayStats(await registry.counts(), heartbeatMs);
    },
  };
}

function assertValidCursor(cursor: string): void {
  try {
    assertUserId(cursor);
  } catch {
    throw new ChatError(
      'VALIDATION_FAILED',
      'The cursor is not valid. Send the nextCursor of the previous page, or no cursor.',
      {
        details: [{ field: '/cursor', message: 'must be the nextCursor of a previous page' }],
      },
    );
  }
}
