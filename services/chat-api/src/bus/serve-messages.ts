import { CHAT_API } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import { markSeen } from '../rooms/commands/mark-seen.ts';
import { sendMessage } from '../rooms/commands/send-message.ts';
import type { CoreDeps } from '../rooms/room-deps.ts';
import { serve } from './serve.ts';

/** What a socket may do in a room: send, and mark seen. */
export const serveMessages = (deps: CoreDeps): Stoppable[] => [
  serve(deps, CHAT_API.sendMessage, async (query) => {
    const { created, message } = await sendMessage(deps, query);
    return { created, message: JSON.parse(message) };
  }),
  serve(deps, CHAT_API.markSeen, ({ userId, roomId, messageIds }) =>
    markSeen(deps, { userId, roomId, upTo: { messageIds } }),
  ),
];
