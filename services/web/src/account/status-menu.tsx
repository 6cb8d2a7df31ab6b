import type { CurrentUser, PresenceStatus } from '@kcs/contracts';
import { Check } from 'lucide-react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Menu } from '../ui/menu.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { PersonText } from '../ui/person-text.tsx';
import { PresenceDot } from '../ui/presence-dot.tsx';
import { describeStatus } from '../ui/status-text.ts';
import './status-menu.css';

const SELECTABLE_STATUSES: readonly PresenceStatus[] = ['online', 'away', 'busy'];

/** Shows the user and their status, and lets them choose the status that others see. */
export function StatusMenu({ me }: { readonly me: CurrentUser }) {
  const chatClient = useChat();
  const showToastOnFailure = useProblemToast();
  const isConnected = useChatState((state) => state.connection === 'online');
  const storedStatus = useChatState((state) => state.presence[me.id]?.status ?? 'online');
  const shownStatus = isConnected ? (storedStatus === 'offline' ? 'online' : storedStatus) : 'offline';
  const statusMenuItems = SELECTABLE_STATUSES.map((choice) => ({
    id: choice,
    checked: choice === shownStatus,
    disabled: !isConnected,
    content: (
      <>
        <PresenceDot status={choice} inline />
        <span>{describeStatus(choice)}</span>
        {choice === shownStatus ? <Check aria-hidden="true" /> : null}
      </>
    ),
  }));
  return (
    <Menu
      label="Your status"
      className="status-menu"
      itemRole="menuitemradio"
      items={statusMenuItems}
      onPick={(choice) => void showToastOnFailure(chatClient.setStatus(choice))}
      button={(props) => (
        <button type="button" className="status-button" {...props}>
          <Avatar id={me.id} name={me.name} status={shownStatus} />
          <PersonText name={<PersonName name={me.name} />} detail={describeStatus(shownStatus)} />
        </button>
      )}
    />
  );
}
