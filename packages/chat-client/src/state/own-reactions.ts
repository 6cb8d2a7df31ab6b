import type { Message, Reaction, RoomEvent } from '@kcs/contracts';

/** Returns whether the user added this reaction. */
export const isOwnReaction = ({ mine, user_ids }: Reaction, myId: string): boolean =>
  mine ?? user_ids.includes(myId);

/**
 * Returns the event with `mine` set in every reaction for which the event shows whether this user reacted. The server
 * sends events without `mine` and lists only the first 50 users of a reaction (MSG-16), so `mine` may remain unset in a
 * few reactions. For those, `keepOwnReactions` keeps the earlier value of `mine`.
 */
export function markOwnReactions(event: RoomEvent, myId: string): RoomEvent {
  if (event.kind !== 'message-updated' || event.data.reactions.length === 0) return event;
  const ownReaction = event.reaction?.user_id === myId ? event.reaction : undefined;
  const reactionsWithMine = event.data.reactions.map((reaction): Reaction => {
    if (reaction.user_ids.includes(myId)) return { ...reaction, mine: true };
    if (ownReaction?.emoji === reaction.emoji) return { ...reaction, mine: ownReaction.added };
    return reaction.count <= reaction.user_ids.length ? { ...reaction, mine: false } : reaction;
  });
  return { ...event, data: { ...event.data, reactions: reactionsWithMine } };
}

/**
 * Returns `message`, which is a newer version of `known`, with `mine` set in every reaction. If a reaction lacks
 * `mine`, copies it from the same reaction in `known`, or sets it to false if `known` lacks that reaction.
 */
export function keepOwnReactions(known: Message, message: Message): Message {
  if (message.reactions.every(({ mine }) => mine !== undefined)) return message;
  const reactionsWithMine = message.reactions.map((reaction): Reaction => {
    if (reaction.mine !== undefined) return reaction;
    const earlierReaction = known.reactions.find(({ emoji }) => emoji === reaction.emoji);
    return { ...reaction, mine: earlierReaction?.mine ?? false };
  });
  return { ...message, reactions: reactionsWithMine };
}
