import type { PRESENCE_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import type { ClientEventHandlers } from './handler.ts';

export interface PresenceHandlersOptions {
  readonly setStatus: (
    query: RequestOf<typeof PRESENCE_REQUESTS.setStatus>,
  ) => Promise<ReplyOf<typeof PRESENCE_REQUESTS.setStatus>>;
  readonly roomOnlineUsers: (
    query: RequestOf<typeof PRESENCE_REQUESTS.roomOnlineUsers>,
  ) => Promise<ReplyOf<typeof PRESENCE_REQUESTS.roomOnlineUsers>>;
}

/** Handles `update-chat-status` and `get-room-online-users`, which are forwarded to presence (PRES-4, PRES-6). */
export function createPresenceHandlers(
  options: PresenceHandlersOptions,
): Pick<ClientEventHandlers, 'update-chat-status' | 'get-room-online-users'> {
  return {
    'update-chat-status': async ({ socket, payload, reply }) => {
      const { status } = await options.setStatus({ userId: socket.data.user.id, status: payload.status });
      reply({ success: true, status });
    },
    'get-room-online-users': async ({ socket, payload: { roomId, cursor }, reply }) => {
      const cursorQuery = cursor === undefined ? {} : { cursor };
      reply(await options.roomOnlineUsers({ userId: socket.data.user.id, roomId, ...cursorQuery }));
    },
  };
}
