import { asApiError } from '../api/api-error.ts';
import type { NotificationPage } from '../state/notification-list.ts';
import { runWithRetries } from '../time/retrying.ts';
import { Stop } from '../time/stop.ts';
import type { ChatContext } from './chat-context.ts';

/** Changes within this time share one request. */
const REFRESH_DELAY_MS = 1_000;

/**
 * Loads pages of the list of notifications, and retries temporary failures in the background. A new request replaces
 * the previous one, whose result is then ignored.
 */
export interface NotificationLoader {
  /** Loads the first page. If `keepOlder` is true, keeps the older pages that are loaded. Never throws. */
  load(keepOlder: boolean): Promise<void>;
  /**
   * Loads the next older page, or the first page if none is loaded yet. If the last request failed, repeats that
   * request instead. Never throws.
   */
  loadMore(): Promise<void>;
  /** Loads the first page again after a moment, and keeps the older pages. */
  refreshSoon(): void;
  /**
   * Call this method before a live event changes the list. The response to a request in progress may not include the
   * change. `arrivedId` is the id of a notification that has arrived.
   */
  onChange(arrivedId?: string): void;
}

export function createNotificationLoader({ store, api, time, stopped }: ChatContext): NotificationLoader {
  let currentRequest = new Stop(stopped);
  /** Sends the latest request again. */
  let repeatRequest = async () => {};
  let isRefreshScheduled = false;
  /** Whether the list has changed since the latest request was sent. */
  let hasChanged = false;
  /** Whether notifications have been marked as seen since the latest request was sent. */
  let hasSeenMore = false;
  let arrivedIds = new Set<string>();

  async function runRequest(
    request: () => Promise<NotificationPage>,
    onLoaded: (page: NotificationPage) => void,
  ): Promise<void> {
    currentRequest.stop();
    const thisRequest = new Stop(stopped);
    currentRequest = thisRequest;
    repeatRequest = () => runRequest(request, onLoaded);
    store.dispatch({ type: 'notifications-requested' });
    const showFailure = (thrown: unknown): never => {
      if (!thisRequest.hasFired)
        store.dispatch({ type: 'notifications-failed', problem: asApiError(thrown).message });
      throw thrown;
    };
    const page = await runWithRetries(() => request().catch(showFailure), time, thisRequest).catch(
      () => null,
    );
    if (page !== null && !thisRequest.hasFired) onLoaded(page);
    thisRequest.stop();
  }
  function requestFirstPage() {
    hasChanged = false;
    arrivedIds = new Set();
    return api.notifications();
  }
  async function requestOlderPage(cursor: string): Promise<NotificationPage> {
    hasChanged = false;
    hasSeenMore = false;
    const page = await api.notifications({ cursor });
    // The page may show notifications as unseen that another device has marked as seen meanwhile. No later event would
    // correct them, so load the page again.
    return hasSeenMore ? requestOlderPage(cursor) : page;
  }
  const load = (keepOlder: boolean) =>
    runRequest(requestFirstPage, (page) => {
      store.dispatch({ type: 'notifications-loaded', page, arrivedIds, keepOlder });
      if (hasChanged) refreshSoon();
    });
  function refreshSoon(): void {
    if (isRefreshScheduled) return;
    isRefreshScheduled = true;
    void time.sleep(REFRESH_DELAY_MS, stopped).then(() => {
      isRefreshScheduled = false;
      if (!stopped.hasFired) void load(true);
    });
  }

  return {
    load,
    async loadMore() {
      const { loaded, loading, problem, nextCursor: cursor } = store.get().notifications;
      if (loading) return;
      if (problem !== null) await repeatRequest();
      else if (!loaded) await load(false);
      else if (cursor !== null) {
        await runRequest(
          () => requestOlderPage(cursor),
          (page) => {
            store.dispatch({ type: 'older-notifications-loaded', page });
            // The unread count of the page may not include the change.
            if (hasChanged) refreshSoon();
          },
        );
      }
    },
    refreshSoon,
    onChange(arrivedId) {
      hasChanged = true;
      if (arrivedId === undefined) hasSeenMore = true;
      if (arrivedId !== undefined) arrivedIds.add(arrivedId);
    },
  };
}
