import type { ChatNotification, RoomEvent, ServerEventPayload } from '@kcs/contracts';
import type { ChatState } from '../state/chat-state.ts';
import { readMentionLocation } from '../state/mention-location.ts';
import { isUnseen, type SeenNotifications, toStoredNotification } from '../state/notification-list.ts';
import type { ChatContext } from './chat-context.ts';
import { createNotificationLoader } from './notification-loader.ts';

/**
 * Keeps the list of the user's notifications and mentions current: after live events, after reconnects, and when the
 * user reads a room. Does nothing until `watch` is called.
 */
export interface NotificationCenter {
  /** Loads the first page, and keeps the list current from now on. */
  watch(): void;
  /** Loads the next older page. If the last request failed, repeats that request instead. Never throws. */
  loadMore(): Promise<void>;
  /**
   * Marks notifications as seen, on all devices of the user. The list changes immediately, and changes back if the
   * request fails. Throws `ApiError` if the request fails.
   */
  markSeen(seen: SeenNotifications): Promise<void>;
  /** Loads the first page again, because the client may have missed changes while it was disconnected. */
  onConnected(): void;
  onNotification(notification: ChatNotification): void;
  onSeen(event: ServerEventPayload<'notifications-seen'>): void;
}

export function createNotificationCenter(context: ChatContext): NotificationCenter {
  const { store, api, time, events } = context;
  const loader = createNotificationLoader(context);
  let isWatching = false;
  const getList = () => store.get().notifications;
  const applySeen = (seen: SeenNotifications, unreadCount?: number): void => {
    loader.onChange();
    store.dispatch({
      ...{ type: 'notifications-seen', seen, seenAt: new Date(time.now()).toISOString() },
      ...(unreadCount !== undefined && { unreadCount }),
    });
  };
  const refreshSoon = () => {
    if (isWatching) loader.refreshSoon();
  };

  const isListed = (messageId: string): boolean =>
    getList().items.some((item) => readMentionLocation(item)?.messageId === messageId);
  events.on('room-event', (event) => {
    if (isWatching && mayChangeMentions(event, store.get().me.id, isListed)) loader.refreshSoon();
  });
  events.on('room-ended', refreshSoon);
  let previousRooms = store.get().rooms;
  store.subscribe(() => {
    const { rooms } = store.get();
    if (!isWatching || rooms === previousRooms) return;
    const roomsBefore = previousRooms;
    previousRooms = rooms;
    const ids = findReadMentionIds(store.get());
    if (ids.length > 0) applySeen({ ids });
    if (ids.length > 0 || hasFewerMentions(roomsBefore, rooms)) loader.refreshSoon();
  });

  return {
    watch() {
      if (isWatching) return;
      isWatching = true;
      if (context.link()) void loader.load(false);
    },
    onConnected() {
      if (isWatching) void loader.load(false);
    },
    loadMore: loader.loadMore,
    async markSeen(seen) {
      applySeen(seen);
      try {
        const { unread_count: unreadCount } = await api.markNotificationsSeen(
          seen.allBefore === undefined ? { ids: [...(seen.ids ?? [])] } : { all_before: seen.allBefore },
        );
        applySeen(seen, unreadCount);
      } catch (thrown) {
        void loader.load(true);
        throw thrown;
      }
    },
    onNotification(notification) {
      const storedNotification = toStoredNotification(notification);
      if (!isWatching || storedNotification === undefined) return;
      loader.onChange(storedNotification.id);
      store.dispatch({ type: 'notification-arrived', notification: storedNotification });
    },
    onSeen({ unreadCount, ...seen }) {
      if (isWatching) applySeen(seen, unreadCount);
    },
  };
}

/** Returns whether the event could add a mention to the user's list, or change or remove one that is listed. */
function mayChangeMentions(
  event: RoomEvent,
  myId: string,
  isListed: (messageId: string) => boolean,
): boolean {
  switch (event.kind) {
    case 'message-created':
      return event.data.mentions.includes(myId) && event.data.sender_id !== myId;
    case 'message-updated':
      return isListed(event.data.id) || (event.newly_mentioned ?? []).includes(myId);
    case 'message-deleted':
      return isListed(event.data.messageId);
    default:
      return false;
  }
}

/** Returns the ids of the unseen mentions in the list whose messages the user has read. */
function findReadMentionIds({ notifications, rooms }: ChatState): string[] {
  return notifications.items
    .filter((item) => {
      const location = isUnseen(item) ? readMentionLocation(item) : undefined;
      const readCursor = location && rooms[location.roomId]?.summary.last_seen_seq;
      return readCursor !== undefined && location !== undefined && location.messageSeq <= readCursor;
    })
    .map(({ id }) => id);
}

/** Returns whether the user has read mentions in any room since an earlier state. */
const hasFewerMentions = (before: ChatState['rooms'], now: ChatState['rooms']): boolean =>
  Object.entries(now).some(
    ([roomId, { summary }]) => summary.mention_count < (before[roomId]?.summary.mention_count ?? 0),
  );
