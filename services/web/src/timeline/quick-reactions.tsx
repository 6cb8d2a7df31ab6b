import type { Message } from '@kcs/contracts';
import { useChatState } from '../chat/chat-context.ts';
import { hasReacted, REACTION_CHOICES } from './reaction-choices.ts';
import { useSetReaction } from './use-set-reaction.ts';

interface QuickReactionsProps {
  readonly message: Message;
  readonly onPicked: () => void;
}

export function QuickReactions({ message, onPicked }: QuickReactionsProps) {
  const setReaction = useSetReaction();
  const myId = useChatState((state) => state.me.id);
  return (
    <div className="quick-reactions">
      {REACTION_CHOICES.map((emoji) => {
        const hasOwnReaction = hasReacted(message, emoji, myId);
        const pickReaction = () => {
          onPicked();
          void setReaction(message.id, emoji, !hasOwnReaction);
        };
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={hasOwnReaction}
            aria-label={`React with ${emoji}`}
            onClick={pickReaction}
          >
            {emoji}
          </button>
        );
      })}
    </div>
  );
}
