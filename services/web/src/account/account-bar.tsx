import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { StatusMenu } from './status-menu.tsx';
import './account-bar.css';

/** Shows the user's own status, the theme switch, and the logout button. */
export function AccountBar({ onLogOut }: { readonly onLogOut: () => void }) {
  const me = useChatState((state) => state.me);
  const unsentCount = useChatState(
    ({ pending }) =>
      Object.values(pending)
        .flat()
        .filter((message) => message.state !== 'sent').length,
  );
  /**
   * The number of unsent messages when the user clicked "Log out"; 0 while the dialog is closed. The dialog keeps this
   * number, although messages may be sent while it is open.
   */
  const [unsentAtRequest, setUnsentAtRequest] = useState(0);
  const requestLogOut = () => (unsentCount > 0 ? setUnsentAtRequest(unsentCount) : onLogOut());
  return (
    <footer className="account-bar">
      <StatusMenu me={me} />
      <ThemeToggle />
      <IconButton icon={LogOut} label="Log out" onClick={requestLogOut} />
      {unsentAtRequest > 0 ? (
        <ConfirmDialog
          title="Log out?"
          text={unsentWarning(unsentAtRequest)}
          action="Log out"
          onConfirm={onLogOut}
          onClose={() => setUnsentAtRequest(0)}
        />
      ) : null}
    </footer>
  );
}

const unsentWarning = (count: number): string =>
  count === 1
    ? 'One message has not been sent yet. If you log out now, it will be lost.'
    : `${count} messages have not been sent yet. If you log out now, they will be lost.`;
