import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomEvent } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import type { ReceivedEvents } from '../judge/received-events.ts';

const EVENTS_PER_PAGE = 1_000;
const MAX_FAILED_REQUESTS = 20;
const RETRY_PAUSE_MS = 500;

/**
 * Fetches the missed events up to `head`, page by page, through `GET …/events`. This is needed if the `missed` list in
 * a join reply was truncated (CATCH-2). Throws an error after 20 failed requests.
 */
export async function fetchMissedEvents(
  user: TestUser,
  roomId: string,
  received: ReceivedEvents,
  head: number,
): Promise<void> {
  for (let failures = 0; received.position < head; ) {
    const eventsPath = `/chat/rooms/${roomId}/events?after=${received.position}&limit=${EVENTS_PER_PAGE}`;
    const eventsResponse = await user.request('GET', eventsPath).catch(() => undefined);
    if (eventsResponse?.status === 200) {
      for (const { seq } of eventsResponse.body.data as RoomEvent[]) received.add(seq);
      continue;
    }
    failures += 1;
    if (failures === MAX_FAILED_REQUESTS)
      throw new Error(`GET ${eventsPath} failed: ${eventsResponse?.status ?? 'no response'}`);
    await sleep(RETRY_PAUSE_MS);
  }
}
