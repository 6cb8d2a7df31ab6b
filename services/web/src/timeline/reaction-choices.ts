import { isOwnReaction } from '@kcs/chat-client';
import type { Message } from '@kcs/contracts';

/** The emoji that a user can choose as a reaction. */
export const REACTION_CHOICES = ['👍', '❤️', '😂', '🎉', '😮', '😢'] as const;

/** Returns whether the user has reacted to a message with the given emoji. */
export const hasReacted = (message: Message, emoji: string, myId: string): boolean =>
  message.reactions.some((reaction) => reaction.emoji === emoji && isOwnReaction(reaction, myId));
