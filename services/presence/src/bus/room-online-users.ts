import {
  CHAT_API,
  ChatError,
  LIMITS,
  type PRESENCE,
  type ReplyOf,
  type RequestOf,
  UserId,
} from '@kcs/contracts';
import { compileSchema, sendRequest } from '@kcs/service-kit';
import { onlinePage } from '../rules/online-page.ts';
import type { Answers } from './answers.ts';

const cursorOf = compileSchema(UserId);

/** @throws ChatError `ROOM_NOT_FOUND` where the asker is no member, `VALIDATION_FAILED` for a cursor of nobody's */
export async function roomOnlineUsers(
  { nc, onlineMembers }: Pick<Answers, 'nc' | 'onlineMembers'>,
  { userId, roomId, cursor }: RequestOf<typeof PRESENCE.roomOnlineUsers>,
): Promise<ReplyOf<typeof PRESENCE.roomOnlineUsers>> {
  if (cursor !== undefined) judgeCursor(cursor);
  // Judged for each asker: the list itself is shared.
  await sendRequest(nc, CHAT_API.authorizeRoom, { userId, roomId });
  const online = await onlineMembers.of(roomId, userId);
  return onlinePage(roomId, online, cursor, LIMITS.ONLINE_USERS_PER_PAGE);
}

function judgeCursor(cursor: string): void {
  try {
    cursorOf(cursor);
  } catch {
    throw new ChatError('VALIDATION_FAILED', 'Give the nextCursor of the page before, or none.', {
      details: [{ field: '/cursor', message: 'must be a nextCursor' }],
    });
  }
}
