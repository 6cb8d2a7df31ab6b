import type { Message } from '@kcs/contracts';
import { SmilePlus } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useMenu } from '../ui/use-menu.ts';
import { useReact } from './use-reaction.ts';

const OFFERED = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

export function ReactionPicker({
  message,
  tabIndex,
}: {
  readonly message: Message;
  readonly tabIndex: number;
}) {
  const react = useReact();
  const myId = useChatState((state) => state.me.id);
  const { open, setOpen, ref } = useMenu();
  const pick = (emoji: string) => {
    const mine = message.reactions.some((one) => one.emoji === emoji && one.user_ids.includes(myId));
    setOpen(false);
    void react(message.id, emoji, !mine);
  };
  return (
    <div className="menu-place" ref={ref}>
      <IconButton
        icon={SmilePlus}
        label="React"
        tabIndex={tabIndex}
        aria-haspopup="true"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open ? (
        <div className="menu menu-emoji" role="toolbar" aria-label="Reactions">
          {OFFERED.map((emoji) => (
            <button key={emoji} type="button" aria-label={`React with ${emoji}`} onClick={() => pick(emoji)}>
              {emoji}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
