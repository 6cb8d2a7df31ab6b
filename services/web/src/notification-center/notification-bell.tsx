import { Bell } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { PopoverPanel } from '../ui/popover-panel.tsx';
import { NotificationPanel } from './notification-panel.tsx';
import './notification-bell.css';

/** Larger counts are shown as "99+", because the exact number is not useful. */
const MAX_SHOWN_COUNT = 99;

/** Shows a bell with the number of unread notifications. The bell opens the list of notifications. */
export function NotificationBell() {
  const unreadCount = useChatState((state) => state.notifications.unreadCount);
  const countText = unreadCount > MAX_SHOWN_COUNT ? `${MAX_SHOWN_COUNT}+` : String(unreadCount);
  return (
    <div className="bell">
      <PopoverPanel
        label="Notifications"
        button={(props) => (
          <IconButton
            icon={Bell}
            label={unreadCount === 0 ? 'Notifications' : `Notifications, ${countText} unread`}
            {...props}
          />
        )}
      >
        {(close) => <NotificationPanel onClose={close} />}
      </PopoverPanel>
      {unreadCount > 0 ? (
        <span className="bell-count" aria-hidden="true">
          {countText}
        </span>
      ) : null}
      <span className="visually-hidden" role="status">
        {unreadCount > 0 ? `${countText} unread ${unreadCount === 1 ? 'notification' : 'notifications'}` : ''}
      </span>
    </div>
  );
}
