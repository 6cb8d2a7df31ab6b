import type { StoredNotification } from '@kcs/contracts';
import type { MouseEvent } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { goToRoomAddress } from '../chat/room-address.ts';
import { replaceMyIdWithName } from '../notifications/mention-data.ts';
import {
  findNotificationTarget,
  markOpenedAsSeen,
  type NotificationTarget,
  openNotificationTarget,
} from '../notifications/notification-target.ts';
import { showMessage } from '../timeline/show-message.ts';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { formatFullDateTime, formatRelativeTime } from '../ui/times.ts';
import { findNotificationIcon } from './notification-icon.ts';
import './notification-item.css';

interface NotificationItemProps {
  readonly notification: StoredNotification;
  readonly now: Date;
  /** Called after the user has opened a message or room. */
  readonly onOpened: () => void;
}

/** Shows one notification. A click marks it as read and opens its message, room, or page, if there is one. */
export function NotificationItem({ notification, now, onOpened }: NotificationItemProps) {
  const chat = useChat();
  const target = findNotificationTarget(notification);
  const open = (event: MouseEvent) => {
    if (notification.seen_at === null) markOpenedAsSeen(chat, notification.id);
    // Let the browser follow links to other pages, and links that the user opens in a new tab.
    if (target === null || target.kind === 'page' || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpened();
    openNotificationTarget(target, (roomId, seq) =>
      seq === undefined ? goToRoomAddress(roomId) : showMessage(chat, roomId, { seq }),
    );
  };
  const className = `notification ${notification.seen_at === null ? 'notification-unread' : ''}`;
  const content = <NotificationContent notification={notification} now={now} target={target} />;
  return (
    <li>
      {target === null ? (
        <button type="button" className={className} onClick={open}>
          {content}
        </button>
      ) : (
        <a
          className={className}
          href={target.href}
          {...(target.kind === 'page' && { target: '_blank', rel: 'noopener noreferrer' })}
          onClick={open}
        >
          {content}
        </a>
      )}
    </li>
  );
}

interface NotificationContentProps {
  readonly notification: StoredNotification;
  readonly now: Date;
  readonly target: NotificationTarget | null;
}

function NotificationContent({ notification, now, target }: NotificationContentProps) {
  const { type, title, body, source, seen_at, created_at } = notification;
  const me = useChatState((state) => state.me);
  const Icon = findNotificationIcon(notification);
  const siteText = target?.kind === 'page' ? findOtherSite(target.href) : null;
  return (
    <>
      <Icon aria-hidden="true" />
      <span className="notification-text">
        {seen_at === null ? <span className="visually-hidden">Unread. </span> : null}
        <span className="notification-title" dir="auto">
          {replaceDirectionOverrides(title ?? source)}
        </span>
        {body ? (
          <span className="notification-body" dir="auto">
            {replaceDirectionOverrides(type === 'mention' ? replaceMyIdWithName(body, me) : body)}
          </span>
        ) : null}
        <span className="notification-facts muted">
          {type === 'mention' ? null : <span>{siteText === null ? source : `${source}, ${siteText}`}</span>}
          <time dateTime={created_at} title={formatFullDateTime(created_at)}>
            {formatRelativeTime(created_at, now)}
          </time>
        </span>
      </span>
      {seen_at === null ? <span className="notification-dot" aria-hidden="true" /> : null}
    </>
  );
}

/** Returns the host of an address, so that users know where a link leads. Returns null if the host is this server. */
function findOtherSite(href: string): string | null {
  const { host } = new URL(href);
  return host === location.host ? null : host;
}
