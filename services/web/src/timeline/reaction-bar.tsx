import type { Message } from '@kcs/contracts';
import { useChatState } from '../chat/chat-context.ts';
import { hasReacted } from './reaction-choices.ts';
import { describeReaction } from './reaction-title.ts';
import { useSetReaction } from './use-set-reaction.ts';
import './reaction-bar.css';

interface ReactionBarProps {
  readonly message: Message;
  readonly myId: string;
}

/** Shows the reactions to a message. Clicking a reaction adds or removes the user's own reaction. */
export function ReactionBar({ message, myId }: ReactionBarProps) {
  const setReaction = useSetReaction();
  const rosterMembers = useChatState((state) => state.rosters[message.room_id]?.members);
  if (message.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {message.reactions.map((reaction) => {
        const hasOwnReaction = hasReacted(message, reaction.emoji, myId);
        const tooltipText = describeReaction(reaction, rosterMembers ?? [], myId);
        return (
          <button
            key={reaction.emoji}
            type="button"
            tabIndex={-1}
            className="reaction"
            aria-pressed={hasOwnReaction}
            aria-label={`${reaction.emoji} ${reaction.count}: ${tooltipText}`}
            title={tooltipText}
            onClick={() => void setReaction(message.id, reaction.emoji, !hasOwnReaction)}
          >
            <span aria-hidden="true">{reaction.emoji}</span>
            <span>{reaction.count}</span>
          </button>
        );
      })}
    </div>
  );
}
