import type { Parts } from './parts.ts';
import { retrying } from './retrying.ts';

/** Opens a room's timeline with its newest page. Does nothing where it is open already. */
export async function openTimeline(parts: Parts, roomId: string): Promise<void> {
  const { store, api, stopped } = parts;
  const timeline = store.get().timelines[roomId];
  if (timeline && !timeline.failed) return;
  store.dispatch(timeline ? { type: 'page-asked', roomId } : { type: 'timeline-opened', roomId });
  await page(parts, roomId, () => retrying(() => api.newestMessages(roomId), stopped));
}

/** Loads the page above what is loaded; one at a time. */
export async function loadOlder(parts: Parts, roomId: string): Promise<void> {
  const { store, api } = parts;
  const timeline = store.get().timelines[roomId];
  const first = timeline?.messages[0];
  if (!timeline || timeline.loading || !timeline.hasOlder || first === undefined) return;
  store.dispatch({ type: 'page-asked', roomId });
  await page(parts, roomId, () => api.messagesBefore(roomId, first.seq));
}

async function page(
  { store }: Parts,
  roomId: string,
  load: () => ReturnType<Parts['api']['newestMessages']>,
): Promise<void> {
  try {
    const { items, hasMore } = await load();
    store.dispatch({ type: 'page-arrived', roomId, messages: items, hasOlder: hasMore });
  } catch {
    // The timeline itself shows the failure and offers to try again.
    store.dispatch({ type: 'page-failed', roomId });
  }
}
