import type { RoomEvent } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import type { Received } from '../judge/received.ts';

const PAGE = 1_000;
const ATTEMPTS = 20;
const AGAIN_MS = 500;

/** What an answer to `since` was too small for, by the events list. */
export async function fetchMissed(
  user: TestUser,
  roomId: string,
  received: Received,
  head: number,
): Promise<void> {
  for (let failures = 0; received.position < head; ) {
    const path = `/chat/rooms/${roomId}/events?after=${received.position}&limit=${PAGE}`;
    const answer = await user.rest('GET', path).catch(() => undefined);
    if (answer?.status === 200) {
      for (const { seq } of answer.body.data as RoomEvent[]) received.add(seq);
      continue;
    }
    failures += 1;
    if (failures === ATTEMPTS) throw new Error(`GET ${path}: ${answer?.status ?? 'no answer'}`);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
