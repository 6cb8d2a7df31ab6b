import { retrying } from '../time/retrying.ts';
import type { Parts } from './chat-context.ts';

/** Opens a room's timeline with its newest page. Where it is open already, only a failed page is asked for again. */
export async function openTimeline(parts: Parts, roomId: string): Promise<void> {
  const { store, api, time, stopped } = parts;
  const timeline = store.get().timelines[roomId];
  if (timeline && !timeline.failed) return;
  store.dispatch({ type: timeline ? 'page-asked' : 'timeline-opened', roomId });
  await page(parts, roomId, () => retrying(() => api.newestMessages(roomId), time, stopped));
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
  const epoch = store.get().timelines[roomId]?.epoch;
  if (epoch === undefined) return;
  try {
    const { items, hasMore } = await load();
    store.dispatch({ type: 'page-arrived', roomId, page: { messages: items, hasOlder: hasMore }, epoch });
  } catch {
    // The timeline itself shows the failure and offers to try again.
    store.dispatch({ type: 'page-failed', roomId, epoch });
  }
}
