import type { Message } from '@kcs/contracts';
import { useMemo } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import type { MentionedPerson } from './split-mentions.ts';

const NOBODY: readonly MentionedPerson[] = [];

/**
 * Returns the people whom a message mentions and whose names are known: the current user, and members in the loaded part
 * of the member list.
 */
export function useMentionedPeople({
  room_id,
  mentions,
}: Pick<Message, 'room_id' | 'mentions'>): readonly MentionedPerson[] {
  const me = useChatState((state) => state.me);
  const members = useChatState((state) => state.rosters[room_id]?.members);
  return useMemo(() => {
    if (mentions.length === 0) return NOBODY;
    const others = (members ?? []).filter(({ user_id }) => user_id !== me.id && mentions.includes(user_id));
    const people = others.map(({ user_id: id, name }) => ({ id, name, isMe: false }));
    return mentions.includes(me.id) ? [{ id: me.id, name: me.name, isMe: true }, ...people] : people;
  }, [mentions, members, me]);
}
