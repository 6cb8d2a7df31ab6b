import type { Message, Reaction, RoomEvent } from '@kcs/contracts';

/** Returns whether the user added this reaction. */
export const isOwnReaction = ({ mine, user_ids }: Reaction, myId: string): boolean =>
  mine ?? user_ids.includes(myId);

/**
 * Returns the event with `mine` in the reactions of its message, where the event decides it: events never carry `mine`,
 * and they name only the first 50 users of a reaction (MSG-16). An undecided reaction keeps its earlier `mine`: see
 * `keepOwnReactions`.
 */
export function withOwnReactions(event: RoomEvent, myId: string): RoomEvent {
  if (event.kind !== 'message-updated' || event.data.reactions.length === 0) return event;
  const own = event.reaction?.user_id === myId ? event.reaction : undefined;
  const reactions = event.data.reactions.map((reaction): Reaction => {
    if (reaction.user_ids.includes(myId)) return { ...reaction, mine: true };
    if (own?.emoji === reaction.emoji) return { ...reaction, mine: own.added };
    return reaction.count <= reaction.user_ids.length ? { ...reaction, mine: false } : reaction;
  });
  return { ...event, data: { ...event.data, reactions } };
}

/** Returns the newer message with the `mine` of the known message in reactions whose `mine` is undecided. */
export function keepOwnReactions(known: Message, message: Message): Message {
  if (message.reactions.every(({ mine }) => mine !== undefined)) return message;
  const reactions = message.reactions.map((reaction): Reaction => {
    if (reaction.mine !== undefined) return reaction;
    const earlier = known.reactions.find(({ emoji }) => emoji === reaction.emoji);
    return { ...reaction, mine: earlier?.mine ?? false };
  });
  return { ...message, reactions };
}
