import {
  type ChatNotification,
  LIMITS,
  MENTION_SOURCE,
  type ServerEventPayload,
  type StoredNotification,
} from '@kcs/contracts';

/** The user's notifications and mentions, as far as the client has loaded them. */
export interface NotificationList {
  /** Newest first, without gaps. `nextCursor` says whether older ones exist. */
  readonly items: readonly StoredNotification[];
  /** The number of notifications that the user has not seen, including those that are not loaded. */
  readonly unreadCount: number;
  /** Whether the first page has been loaded. */
  readonly loaded: boolean;
  readonly loading: boolean;
  /** The text that says why the last request failed; null while a request is running and after a success. */
  readonly problem: string | null;
  /** The cursor of the next page; null if all notifications are loaded. */
  readonly nextCursor: string | null;
}

export const EMPTY_NOTIFICATION_LIST: NotificationList = {
  items: [],
  unreadCount: 0,
  loaded: false,
  loading: false,
  problem: null,
  nextCursor: null,
};

export interface NotificationPage {
  readonly items: readonly StoredNotification[];
  readonly unreadCount: number;
  readonly nextCursor: string | null;
}

export type SeenNotifications = Pick<ServerEventPayload<'notifications-seen'>, 'ids' | 'allBefore'>;

/**
 * Replaces the beginning of the list with a newly loaded first page. Keeps notifications that arrived during the
 * request. If `keepOlder` is true and the page overlaps the list, keeps the older pages as well.
 */
export function replaceFirstPage(
  list: NotificationList,
  page: NotificationPage,
  { arrivedIds, keepOlder }: { readonly arrivedIds: ReadonlySet<string>; readonly keepOlder: boolean },
): NotificationList {
  const pageIds = new Set(page.items.map(({ id }) => id));
  const arrived = list.items.filter(({ id }) => arrivedIds.has(id) && !pageIds.has(id));
  const lastOnPage = page.items.at(-1);
  const overlapIndex = lastOnPage ? list.items.findIndex(({ id }) => id === lastOnPage.id) : -1;
  const older = keepOlder && overlapIndex >= 0 ? list.items.slice(overlapIndex + 1) : [];
  return {
    items: [...arrived, ...page.items, ...older],
    unreadCount: addToCount(page.unreadCount, arrived.filter(isUnseen).length),
    loaded: true,
    loading: false,
    problem: null,
    nextCursor: older.length > 0 ? list.nextCursor : page.nextCursor,
  };
}

/** Adds the next older page to the end of the list. */
export const appendPage = (list: NotificationList, page: NotificationPage): NotificationList => ({
  ...list,
  items: [...list.items, ...page.items],
  unreadCount: page.unreadCount,
  loading: false,
  problem: null,
  nextCursor: page.nextCursor,
});

/** Adds a notification that has just arrived. Ignores a repeat. */
export function addNotification(list: NotificationList, notification: StoredNotification): NotificationList {
  if (list.items.some(({ id }) => id === notification.id)) return list;
  return {
    ...list,
    items: [notification, ...list.items],
    unreadCount: addToCount(list.unreadCount, isUnseen(notification) ? 1 : 0),
  };
}

/**
 * Marks notifications as seen. `unreadCount` is the number of remaining unseen notifications according to the server.
 * If it is undefined, the list's number decreases by one for each newly marked notification.
 */
export function markSeen(
  list: NotificationList,
  seen: SeenNotifications,
  seenAt: string,
  unreadCount?: number,
): NotificationList {
  const firstSeenIndex = list.items.findIndex(({ id }) => id === seen.allBefore);
  const seenIds = new Set(seen.ids);
  let newlySeenCount = 0;
  const items = list.items.map((item, index) => {
    const isMarked = seenIds.has(item.id) || (firstSeenIndex >= 0 && index >= firstSeenIndex);
    if (!isMarked || !isUnseen(item)) return item;
    newlySeenCount += 1;
    return { ...item, seen_at: seenAt };
  });
  const nextUnreadCount = unreadCount ?? Math.max(0, list.unreadCount - newlySeenCount);
  if (newlySeenCount === 0 && nextUnreadCount === list.unreadCount) return list;
  return { ...list, items: newlySeenCount === 0 ? list.items : items, unreadCount: nextUnreadCount };
}

/**
 * Returns the entry of the list that a live notification announces, or undefined if the server does not list this type
 * of notification (NOTIFY-8).
 */
export function toStoredNotification(notification: ChatNotification): StoredNotification | undefined {
  const { timestamp, title, body, url, urgency, ...rest } = notification;
  const source = rest.source ?? (rest.type === 'mention' ? MENTION_SOURCE : undefined);
  if (source === undefined) return undefined;
  return {
    ...rest,
    title: title ?? null,
    body: body ?? null,
    url: url ?? null,
    urgency: urgency ?? 'normal',
    source,
    created_at: timestamp,
    seen_at: null,
  };
}

export const isUnseen = ({ seen_at }: StoredNotification): boolean => seen_at === null;

const addToCount = (count: number, added: number): number => Math.min(LIMITS.UNREAD_CAP, count + added);
