import { isOwnReaction } from '@kcs/chat-client';
import type { Message } from '@kcs/contracts';
import { SmilePlus } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { useReaction } from './use-reaction.ts';
import './reaction-picker.css';

const EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

interface ReactionPickerProps {
  readonly message: Message;
  readonly tabIndex: number;
}

/**
 * Offers a few emoji as reactions. Picking an emoji adds the user's reaction, or removes it if the user has already
 * reacted with that emoji.
 */
export function ReactionPicker({ message, tabIndex }: ReactionPickerProps) {
  const react = useReaction();
  const myId = useChatState((state) => state.me.id);
  const isMine = (emoji: string) =>
    message.reactions.some((reaction) => reaction.emoji === emoji && isOwnReaction(reaction, myId));
  return (
    <Menu
      label="Reactions"
      className="reaction-menu"
      itemRole="menuitemcheckbox"
      items={EMOJI.map((emoji) => ({
        id: emoji,
        label: `React with ${emoji}`,
        content: emoji,
        checked: isMine(emoji),
      }))}
      onPick={(emoji) => void react(message.id, emoji, !isMine(emoji))}
      button={(props) => <IconButton icon={SmilePlus} label="React" tabIndex={tabIndex} {...props} />}
    />
  );
}
