import { type ApiError, asApiError } from '../api/api-error.ts';
import { atLeastNamed, backOff } from '../time/back-off.ts';
import { ask, type Parts } from './chat-context.ts';
import type { Rooms } from './rooms.ts';

/** Several messages that come into view together are reported once. */
const GATHER_MS = 250;
const IDS_MOST = 1_000;

/** Reports how far one has read; what could not be reported goes after a while, or with the next connection. */
export function createSeenReporter(parts: Parts, rooms: Rooms) {
  const { store, api, time, stopped } = parts;
  const waiting = new Map<string, { from: number; to: number }>();
  let gathering = false;
  let retrying = false;
  /** When what failed may be reported again: as late as the latest of it was told. */
  let notBefore = 0;
  let failures = 0;
  let failingSince = 0;

  const moveCursor = (roomId: string, seq: number) => {
    store.dispatch({ type: 'seen', roomId, userId: store.get().me.id, seq });
    rooms.refreshIfStale(roomId);
  };

  const report = async (roomId: string, from: number, to: number) => {
    const myId = store.get().me.id;
    const messages = (store.get().timelines[roomId]?.messages ?? []).filter(
      (message) => message.seq > from && message.seq <= to && message.sender_id !== myId,
    );
    const messageIds = messages.map((message) => message.id).slice(-IDS_MOST);
    // A member event at the end is beyond the last message: only the number says that it was seen too.
    const reaches = messages.at(-1)?.seq === to;
    if (parts.link() && reaches) await ask(parts, 'mark-messages-seen', { roomId, messageIds });
    else await api.seen(roomId, to);
  };

  const flush = () => {
    for (const [roomId, { from, to }] of waiting) {
      waiting.delete(roomId);
      report(roomId, from, to)
        // A room that was left and came up again meanwhile may have been loaded from before this; and a log that was
        // restored from a backup may end before what was reported.
        .then(() => {
          failures = 0;
          moveCursor(roomId, Math.min(to, store.get().rooms[roomId]?.summary.last_seq ?? 0));
        })
        .catch((thrown) => {
          const error = asApiError(thrown);
          if (!error.retryable) return;
          waiting.set(roomId, { from, to: Math.max(to, waiting.get(roomId)?.to ?? 0) });
          void retry(error);
        });
    }
  };

  /** Once for all that failed together. */
  const retry = async ({ retryAfterMs }: ApiError) => {
    notBefore = Math.max(notBefore, time.now() + atLeastNamed(0, retryAfterMs, time.random()));
    if (retrying) return;
    retrying = true;
    if (failures === 0) failingSince = time.now();
    const wait = backOff(failures, time.now() - failingSince, time.random());
    failures += 1;
    await time.sleep(wait, stopped);
    while (time.now() < notBefore && !stopped.isOver) await time.sleep(notBefore - time.now(), stopped);
    retrying = false;
    if (!stopped.isOver) flush();
  };

  return {
    /** All of the room up to `seq` has been on the screen of someone who was looking. */
    visible(roomId: string, seq: number): void {
      const from = store.get().rooms[roomId]?.summary.last_seen_seq;
      if (from === undefined || seq <= from) return;
      waiting.set(roomId, { from: waiting.get(roomId)?.from ?? from, to: seq });
      moveCursor(roomId, seq);
      if (gathering) return;
      gathering = true;
      void time.sleep(GATHER_MS, stopped).then(() => {
        gathering = false;
        flush();
      });
    },
    flush,
  };
}
