import { LogOut } from 'lucide-react';
import { useChatState } from '../hooks/use-chat.ts';
import { IconButton } from './icon-button.tsx';
import { StatusMenu } from './status-menu.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

/** Oneself: status, colours, the way out. */
export function SelfBar({ onLogOut }: { readonly onLogOut: () => void }) {
  const me = useChatState((state) => state.me);
  return (
    <footer className="self">
      <StatusMenu me={me} />
      <ThemeToggle />
      <IconButton icon={LogOut} label="Log out" onClick={onLogOut} />
    </footer>
  );
}
