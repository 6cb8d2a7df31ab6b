import type { SeenNotificationsBody, StoredNotification } from '@kcs/contracts';
import type { PageOptions } from './page.ts';
import type { RequestFunctions } from './request-functions.ts';
import type { RestResult } from './rest-client.ts';

const NOTIFICATIONS_PER_PAGE = 30;

interface NotificationRequests extends Pick<RequestFunctions, 'requestData'> {
  readonly request: <T>(path: string) => Promise<RestResult<T>>;
}

/** Creates the REST methods for the user's notifications and mentions. */
export function createNotificationMethods({ request, requestData }: NotificationRequests) {
  return {
    /** Returns a page of the user's notifications, newest first, with the number of all unseen ones. */
    notifications: async ({ cursor }: PageOptions = {}) => {
      const cursorParameter = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { data, page } = await request<StoredNotification[]>(
        `/chat/notifications?limit=${NOTIFICATIONS_PER_PAGE}${cursorParameter}`,
      );
      return { items: data, unreadCount: page?.unread_count ?? 0, nextCursor: page?.next_cursor ?? null };
    },
    markNotificationsSeen: (body: SeenNotificationsBody) =>
      requestData<{ readonly unread_count: number }>('/chat/notifications/seen', { method: 'POST', body }),
  };
}
