import { canPost, type Room } from '@kcs/contracts';

/** Returns why the user cannot send messages in the room, or null if the user can. */
export function describePostingObstacle(room: Room): string | null {
  if (room.peer?.active === false) return 'This account is closed. You can’t send new messages.';
  if (!canPost(room)) return 'Only owners and admins can post here. You can react to their messages.';
  return null;
}
