import type { PRESENCE, ReplyOf, RequestOf } from '@kcs/contracts';
import type { Handlers } from './handler.ts';

export interface PresenceHandlersOptions {
  readonly setStatus: (
    query: RequestOf<typeof PRESENCE.setStatus>,
  ) => Promise<ReplyOf<typeof PRESENCE.setStatus>>;
  readonly roomOnlineUsers: (
    query: RequestOf<typeof PRESENCE.roomOnlineUsers>,
  ) => Promise<ReplyOf<typeof PRESENCE.roomOnlineUsers>>;
}

/** Handles `update-chat-status` and `get-room-online-users`, which are forwarded to presence (PRES-4, PRES-6). */
export function createPresenceHandlers(
  options: PresenceHandlersOptions,
): Pick<Handlers, 'update-chat-status' | 'get-room-online-users'> {
  return {
    'update-chat-status': async ({ socket, payload, reply }) => {
      const { status } = await options.setStatus({ userId: socket.data.user.id, status: payload.status });
      reply({ success: true, status });
    },
    'get-room-online-users': async ({ socket, payload: { roomId, cursor }, reply }) => {
      const pageQuery = cursor === undefined ? {} : { cursor };
      reply(await options.roomOnlineUsers({ userId: socket.data.user.id, roomId, ...pageQuery }));
    },
  };
}
