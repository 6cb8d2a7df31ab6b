import type { Roster } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { findNextOwner } from './next-owner.ts';

/** Returns the text that tells the user what will happen when they leave a group. */
export function describeLeaving(
  room: Pick<Room, 'my_role' | 'member_count'>,
  roster: Pick<Roster, 'members' | 'complete'> | undefined,
  myId: string,
): string {
  if (room.member_count <= 1)
    return 'You are the last member, so the group and its messages will be deleted.';
  const noMoreMessagesText = 'You won’t get messages from the group unless someone adds you again.';
  if (room.my_role !== 'owner') return noMoreMessagesText;
  if (!roster?.complete)
    return `If you are the only owner, another member becomes the owner. ${noMoreMessagesText}`;
  const successor = findNextOwner(roster.members, myId);
  return successor === undefined
    ? noMoreMessagesText
    : `${isolateDirection(successor.name)} becomes the owner. ${noMoreMessagesText}`;
}
