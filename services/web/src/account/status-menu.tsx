import type { CurrentUser, PresenceStatus } from '@kcs/contracts';
import { Check } from 'lucide-react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useTry } from '../toasts/use-attempt.ts';
import { Avatar } from '../ui/avatar.tsx';
import { statusText } from '../ui/status-text.ts';
import { useMenu } from '../ui/use-menu.ts';

const CHOICES: readonly PresenceStatus[] = ['online', 'away', 'busy'];

/** Shows oneself, and chooses how others see one. */
export function StatusMenu({ me }: { readonly me: CurrentUser }) {
  const chat = useChat();
  const tried = useTry();
  const connected = useChatState((state) => state.connection === 'online');
  const known = useChatState((state) => state.presence[me.id]?.status ?? 'online');
  const { open, setOpen, ref } = useMenu();
  const status = connected ? (known === 'offline' ? 'online' : known) : 'offline';
  const choose = (choice: PresenceStatus) => {
    setOpen(false);
    void tried(chat.setStatus(choice));
  };
  return (
    <div className="menu-place self-menu" ref={ref}>
      <button
        type="button"
        className="self-button"
        aria-haspopup="true"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Avatar name={me.name} status={status} />
        <span className="person-text">
          <span>{me.name}</span>
          <span className="muted small">{statusText(status)}</span>
        </span>
      </button>
      {open ? (
        <ul className="menu menu-up" aria-label="Your status">
          {CHOICES.map((choice) => (
            <li key={choice}>
              <button
                type="button"
                aria-pressed={choice === status}
                disabled={!connected}
                onClick={() => choose(choice)}
              >
                <span className={`dot dot-${choice} dot-inline`} aria-hidden="true" />
                {statusText(choice)}
                {choice === status ? <Check aria-hidden="true" /> : null}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
