import type { StoredNotification } from '@kcs/contracts';
import { CheckCheck, X } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { ListEnd } from '../chat/list-end.tsx';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { ListHeading, ListNote } from '../ui/list-text.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { formatDayName } from '../ui/times.ts';
import { useMinute } from '../ui/use-minute.ts';
import { useToday } from '../ui/use-today.ts';
import { NotificationItem } from './notification-item.tsx';
import './notification-panel.css';

/** Lists the user's notifications and mentions by day, newest first. Older ones load while the user scrolls. */
export function NotificationPanel({ onClose }: { readonly onClose: () => void }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const { items, unreadCount, loaded, loading, problem, nextCursor } = useChatState(
    (state) => state.notifications,
  );
  const isConnected = useChatState((state) => state.connection === 'online');
  const now = useMinute();
  const today = useToday();
  const days = useMemo(() => groupByDay(items, today), [items, today]);
  const [newest] = items;
  const closeButtonRef = useRef<HTMLButtonElement>(null);
  const markAllAsRead = () => {
    // The button that was pressed becomes disabled, so the browser would move the focus out of the panel.
    closeButtonRef.current?.focus();
    if (newest) void showToastOnFailure(chat.markNotificationsSeen({ allBefore: newest.id }));
  };
  return (
    <>
      <header className="notifications-head">
        <h2>Notifications</h2>
        <IconButton
          icon={CheckCheck}
          label="Mark all as read"
          disabled={unreadCount === 0 || newest === undefined}
          onClick={markAllAsRead}
        />
        <IconButton ref={closeButtonRef} icon={X} label="Close" onClick={onClose} />
      </header>
      <div className="notifications-scroll">
        {isConnected ? null : (
          <ListNote>You are offline. New notifications appear when you are connected again.</ListNote>
        )}
        {days.map(({ name, notifications }) => (
          <section key={name}>
            <ListHeading>{name}</ListHeading>
            <ul>
              {notifications.map((notification) => (
                <NotificationItem
                  key={notification.id}
                  notification={notification}
                  now={now}
                  onOpened={onClose}
                />
              ))}
            </ul>
          </section>
        ))}
        {!loaded && loading ? <Spinner label="Loading notifications" /> : null}
        <ListEnd
          list={{
            items,
            loading: loading || (!loaded && problem === null),
            problem,
            hasMore: nextCursor !== null,
            loadMore: () => void chat.loadMoreNotifications(),
          }}
          emptyText="No notifications yet. Mentions and news from your school’s services appear here."
        />
      </div>
    </>
  );
}

interface NotificationDay {
  readonly name: string;
  readonly notifications: StoredNotification[];
}

/** Groups notifications, which are sorted by time, by the local day on which they arrived. */
function groupByDay(notifications: readonly StoredNotification[], today: Date): readonly NotificationDay[] {
  const days: NotificationDay[] = [];
  for (const notification of notifications) {
    const name = formatDayName(notification.created_at, today);
    const lastDay = days.at(-1);
    if (lastDay?.name === name) lastDay.notifications.push(notification);
    else days.push({ name, notifications: [notification] });
  }
  return days;
}
