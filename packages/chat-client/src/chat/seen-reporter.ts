import { type ApiError, asApiError } from '../api/api-error.ts';
import { computeBackOffMs, respectRequestedWait } from '../time/back-off.ts';
import { type ChatContext, sendRequest } from './chat-context.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

/** Messages that appear on screen within this time are reported as seen in one request. */
const GATHER_MS = 250;
const MAX_MESSAGE_IDS = 1_000;

/**
 * Reports the user's read cursors to the server. If a report fails temporarily, sends it again, at the latest after the
 * next reconnect.
 */
export interface SeenReporter {
  /** Call this method when everything up to `seq` has been on screen and the user was looking at the room. */
  markSeen(roomId: string, seq: number): void;
  /** Sends all waiting reports now. */
  flush(): void;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

export function createSeenReporter(context: ChatContext, summaries: SummaryRefresher): SeenReporter {
  const { store, time, events, stopped } = context;
  const waitingRanges = new Map<string, Range>();
  let isGathering = false;
  let isRetryScheduled = false;
  /**
   * The earliest time at which a retry may be sent: the latest of the times that the server requested for failed
   * reports.
   */
  let notBefore = 0;
  let failures = 0;
  let failingSince = 0;

  const moveCursor = (roomId: string, seq: number) => {
    store.dispatch({ type: 'seen', roomId, userId: store.get().me.id, seq });
    summaries.refreshIfStale(roomId);
  };
  const reportRange = async (roomId: string, { from, to }: Range): Promise<ApiError | undefined> => {
    try {
      await reportSeen(context, roomId, { from, to });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!error.retryable) return undefined;
      waitingRanges.set(roomId, { from, to: Math.max(to, waitingRanges.get(roomId)?.to ?? 0) });
      return error;
    }
    failures = 0;
    // Move the read cursor again, because the room may have been reloaded with an older cursor during the request. Do
    // not move it above the head, because a log restored from a backup may end below the reported seq.
    const summary = store.get().rooms[roomId]?.summary;
    if (summary) moveCursor(roomId, Math.min(to, summary.last_seq));
    else events.emit('unknown-room-seen', { roomId });
    return undefined;
  };
  function flush(): void {
    for (const [roomId, range] of waitingRanges) {
      waitingRanges.delete(roomId);
      void reportRange(roomId, range).then((error) => error && scheduleRetry(error));
    }
  }
  /** Schedules one retry for all failed reports. */
  async function scheduleRetry({ retryAfterMs }: ApiError): Promise<void> {
    notBefore = Math.max(notBefore, time.now() + respectRequestedWait(0, retryAfterMs, time.random()));
    if (isRetryScheduled) return;
    isRetryScheduled = true;
    if (failures === 0) failingSince = time.now();
    const waitMs = computeBackOffMs(failures, time.now() - failingSince, time.random());
    failures += 1;
    await time.sleep(waitMs, stopped);
    while (time.now() < notBefore && !stopped.hasFired) await time.sleep(notBefore - time.now(), stopped);
    isRetryScheduled = false;
    if (!stopped.hasFired) flush();
  }

  return {
    flush,
    markSeen(roomId, seq) {
      const cursor = store.get().rooms[roomId]?.summary.last_seen_seq;
      if (cursor === undefined || seq <= cursor) return;
      waitingRanges.set(roomId, { from: waitingRanges.get(roomId)?.from ?? cursor, to: seq });
      moveCursor(roomId, seq);
      if (isGathering) return;
      isGathering = true;
      void time.sleep(GATHER_MS, stopped).then(() => {
        isGathering = false;
        flush();
      });
    },
  };
}

/**
 * Reports to the server that the user has read a range of a room's events. If the range ends with a message, reports it
 * over the socket, because the gateway then informs the other members at once. Otherwise reports it over REST.
 */
async function reportSeen(context: ChatContext, roomId: string, { from, to }: Range): Promise<void> {
  const { me, timelines } = context.store.get();
  const messages = (timelines[roomId]?.messages ?? []).filter(
    (message) => message.seq > from && message.seq <= to && message.sender_id !== me.id,
  );
  // The socket event identifies the end of the range by a message id, but the last event may be a change of members.
  const endsWithMessage = messages.at(-1)?.seq === to;
  if (context.link() && endsWithMessage) {
    const messageIds = messages.map((message) => message.id).slice(-MAX_MESSAGE_IDS);
    await sendRequest(context, 'mark-messages-seen', { roomId, messageIds });
  } else await context.api.markSeen(roomId, to);
}
