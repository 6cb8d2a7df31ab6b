import { asApiError } from '../api/api-error.ts';
import type { MessagePage } from '../state/message-page.ts';
import type { ChatContext } from './chat-context.ts';

/**
 * Runs `load` and adds the resulting page to the timeline. If `handled` is true, the timeline does not show a failure,
 * because the caller reports it. Throws `ApiError` if `load` fails.
 */
export async function loadPageIntoTimeline(
  { store }: ChatContext,
  roomId: string,
  load: () => Promise<MessagePage>,
  handled = false,
): Promise<void> {
  const timelineVersion = store.get().timelines[roomId]?.version;
  if (timelineVersion === undefined) return;
  try {
    store.dispatch({ type: 'page-loaded', roomId, page: await load(), version: timelineVersion });
  } catch (thrown) {
    // Unless the caller reports the failure, the timeline shows it, so that the application can offer a retry.
    store.dispatch({ type: 'page-failed', roomId, version: timelineVersion, handled });
    throw asApiError(thrown);
  }
}
