import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { StatusMenu } from './status-menu.tsx';

/** Oneself: status, colours, the way out. */
export function SelfBar({ onLogOut }: { readonly onLogOut: () => void }) {
  const me = useChatState((state) => state.me);
  const unsent = useChatState(
    ({ pending }) =>
      Object.values(pending)
        .flat()
        .filter((message) => message.state !== 'sent').length,
  );
  /** How many messages were not sent when the user wanted to go; they may be sent while the question stands. */
  const [lost, setLost] = useState(0);
  return (
    <footer className="self">
      <StatusMenu me={me} />
      <ThemeToggle />
      <IconButton icon={LogOut} label="Log out" onClick={unsent > 0 ? () => setLost(unsent) : onLogOut} />
      {lost > 0 ? (
        <ConfirmDialog
          title="Log out?"
          text={`${lost === 1 ? 'One message is' : `${lost} messages are`} not sent yet, and will be forgotten.`}
          action="Log out"
          onConfirm={onLogOut}
          onClose={() => setLost(0)}
        />
      ) : null}
    </footer>
  );
}
