import type { Message } from '@kcs/contracts';
import { useChatState } from '../chat/chat-context.ts';
import { reactionTitle } from './reaction-title.ts';
import { useReact } from './use-reaction.ts';

/** The reactions a message got; pressing one adds or takes back one's own. */
export function ReactionBar({ message, myId }: { readonly message: Message; readonly myId: string }) {
  const react = useReact();
  const members = useChatState((state) => state.rosters[message.room_id]?.members);
  if (message.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {message.reactions.map((reaction) => {
        const mine = reaction.user_ids.includes(myId);
        const title = reactionTitle(reaction, members ?? [], myId);
        return (
          <button
            key={reaction.emoji}
            type="button"
            tabIndex={-1}
            className="reaction"
            aria-pressed={mine}
            aria-label={`${reaction.emoji} ${title}`}
            title={title}
            onClick={() => void react(message.id, reaction.emoji, !mine)}
          >
            <span aria-hidden="true">{reaction.emoji}</span> {reaction.count}
          </button>
        );
      })}
    </div>
  );
}
