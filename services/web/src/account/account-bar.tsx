import { LogOut, Settings } from 'lucide-react';
import { useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useDraftStore } from '../composer/draft-context.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { StatusMenu } from './status-menu.tsx';
import { createUnsentWarning } from './unsent-warning.ts';
import './account-bar.css';

/** Shows the user's own status, the theme switch, the logout button, and to Admins a link to the administration page. */
export function AccountBar({ onLogOut }: { readonly onLogOut: () => void }) {
  const currentUser = useChatState((state) => state.me);
  const unsentMessageCount = useChatState(
    ({ pending }) =>
      Object.values(pending)
        .flat()
        .filter((message) => message.state !== 'sent').length,
  );
  const draftStore = useDraftStore();
  /**
   * The warning text in the logout dialog; null while the dialog is closed. The text does not change while the dialog
   * is open, even if the unsent messages are sent in the meantime.
   */
  const [warning, setWarning] = useState<string | null>(null);
  const logOutOrWarn = () => {
    const unsentWarning = createUnsentWarning(unsentMessageCount, draftStore.hasUnsentText());
    if (unsentWarning === null) onLogOut();
    else setWarning(unsentWarning);
  };
  return (
    <footer className="account-bar">
      <StatusMenu me={currentUser} />
      {currentUser.user_type === 'Admin' ? (
        <a className="icon-button" href="/admin" aria-label="Administration">
          <Settings aria-hidden="true" />
        </a>
      ) : null}
      <ThemeToggle />
      <IconButton icon={LogOut} label="Log out" onClick={logOutOrWarn} />
      {warning !== null ? (
        <ConfirmDialog
          title="Log out?"
          text={warning}
          action="Log out"
          onConfirm={onLogOut}
          onClose={() => setWarning(null)}
        />
      ) : null}
    </footer>
  );
}
