import type { Message } from '@kcs/contracts';
import { useMemo } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import type { MentionedPerson } from './split-mentions.ts';

const NO_MENTIONED_PEOPLE: readonly MentionedPerson[] = [];

/**
 * Returns the people whom a message mentions: the current user, and members in the loaded part of the member list.
 * Leaves out everyone else, because their names are unknown.
 */
export function useMentionedPeople({
  room_id,
  mentions,
}: Pick<Message, 'room_id' | 'mentions'>): readonly MentionedPerson[] {
  const currentUser = useChatState((state) => state.me);
  const rosterMembers = useChatState((state) => state.rosters[room_id]?.members);
  return useMemo(() => {
    if (mentions.length === 0) return NO_MENTIONED_PEOPLE;
    const otherMentionedMembers = (rosterMembers ?? []).filter(
      ({ user_id }) => user_id !== currentUser.id && mentions.includes(user_id),
    );
    const otherMentionedPeople = otherMentionedMembers.map(({ user_id: id, name }) => ({
      id,
      name,
      isMe: false,
    }));
    return mentions.includes(currentUser.id)
      ? [{ id: currentUser.id, name: currentUser.name, isMe: true }, ...otherMentionedPeople]
      : otherMentionedPeople;
  }, [mentions, rosterMembers, currentUser]);
}
