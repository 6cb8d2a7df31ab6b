import type { Message } from '@kcs/contracts';
import { SmilePlus } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { hasReacted, REACTION_CHOICES } from './reaction-choices.ts';
import { useSetReaction } from './use-set-reaction.ts';
import './reaction-picker.css';

/**
 * Offers a few emoji as reactions. Picking an emoji adds the user's reaction, or removes it if the user has already
 * reacted with that emoji.
 */
export function ReactionPicker({ message }: { readonly message: Message }) {
  const setReaction = useSetReaction();
  const myId = useChatState((state) => state.me.id);
  return (
    <Menu
      label="Reactions"
      className="reaction-menu"
      itemRole="menuitemcheckbox"
      items={REACTION_CHOICES.map((emoji) => ({
        id: emoji,
        label: `React with ${emoji}`,
        content: emoji,
        checked: hasReacted(message, emoji, myId),
      }))}
      onPick={(emoji) => void setReaction(message.id, emoji, !hasReacted(message, emoji, myId))}
      button={(props) => <IconButton icon={SmilePlus} label="React" tabIndex={-1} {...props} />}
    />
  );
}
