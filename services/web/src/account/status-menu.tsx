import type { CurrentUser, PresenceStatus } from '@kcs/contracts';
import { Check } from 'lucide-react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useAttempt } from '../toasts/use-attempt.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Menu } from '../ui/menu.tsx';
import { PersonText } from '../ui/person-text.tsx';
import { PresenceDot } from '../ui/presence-dot.tsx';
import { statusText } from '../ui/status-text.ts';
import './status-menu.css';

const CHOICES: readonly PresenceStatus[] = ['online', 'away', 'busy'];

/** Shows the user and their status, and lets them choose the status that others see. */
export function StatusMenu({ me }: { readonly me: CurrentUser }) {
  const chat = useChat();
  const attempt = useAttempt();
  const connected = useChatState((state) => state.connection === 'online');
  const known = useChatState((state) => state.presence[me.id]?.status ?? 'online');
  const status = connected ? (known === 'offline' ? 'online' : known) : 'offline';
  const items = CHOICES.map((choice) => ({
    id: choice,
    checked: choice === status,
    disabled: !connected,
    content: (
      <>
        <PresenceDot status={choice} inline />
        {statusText(choice)}
        {choice === status ? <Check aria-hidden="true" /> : null}
      </>
    ),
  }));
  return (
    <Menu
      label="Your status"
      className="status-menu"
      itemRole="menuitemradio"
      items={items}
      onPick={(choice) => void attempt(chat.setStatus(choice))}
      button={(props) => (
        <button type="button" className="status-button" {...props}>
          <Avatar name={me.name} status={status} />
          <PersonText name={me.name} detail={statusText(status)} />
        </button>
      )}
    />
  );
}
