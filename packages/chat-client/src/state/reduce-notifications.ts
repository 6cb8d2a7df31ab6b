import type { NotificationAction } from './action.ts';
import {
  addNotification,
  appendPage,
  markSeen,
  type NotificationList,
  replaceFirstPage,
} from './notification-list.ts';

/** Applies an action that concerns the list of notifications, and returns the new list. */
export function reduceNotifications(list: NotificationList, action: NotificationAction): NotificationList {
  switch (action.type) {
    case 'notifications-requested':
      return { ...list, loading: true, problem: null };
    case 'notifications-loaded':
      return replaceFirstPage(list, action.page, action);
    case 'older-notifications-loaded':
      return appendPage(list, action.page);
    case 'notifications-failed':
      return { ...list, loading: false, problem: action.problem };
    case 'notification-arrived':
      return addNotification(list, action.notification);
    case 'notifications-seen':
      return markSeen(list, action.seen, action.seenAt, action.unreadCount);
    default:
      return action satisfies never;
  }
}
