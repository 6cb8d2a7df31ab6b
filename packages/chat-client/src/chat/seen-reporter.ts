import { type ApiError, asApiError } from '../api/api-error.ts';
import { computeBackOffMs, extendToRequestedWaitMs } from '../time/back-off.ts';
import type { ChatContext } from './chat-context.ts';
import { reportSeen, type SeqRange } from './report-seen.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

/** Messages that appear on screen within this time of one another are reported as seen in one request. */
const SEEN_REPORT_DELAY_MS = 250;

/**
 * Reports the user's read cursors to the server. A report that fails temporarily is sent again, at the latest after the
 * next reconnect.
 */
export interface SeenReporter {
  /** Call this method once everything up to `seq` has been on screen while the user was looking at the room. */
  markSeen(roomId: string, seq: number): void;
  /** Sends all waiting reports now. */
  flush(): void;
}

export function createSeenReporter(context: ChatContext, summaries: SummaryRefresher): SeenReporter {
  const { store, time, events, stopped } = context;
  const unreportedRangesByRoom = new Map<string, SeqRange>();
  let isReportScheduled = false;
  let isRetryScheduled = false;
  /**
   * The earliest time at which failed reports may be sent again. It is the latest of the times that the server has
   * requested for these reports.
   */
  let earliestRetryAt = 0;
  let failureCount = 0;
  let firstFailureAt = 0;

  const moveReadCursor = (roomId: string, seq: number) => {
    store.dispatch({ type: 'seen', roomId, userId: store.get().me.id, seq });
    summaries.refreshIfStale(roomId);
  };
  const reportRange = async (roomId: string, { from, to }: SeqRange): Promise<ApiError | undefined> => {
    try {
      await reportSeen(context, roomId, { from, to });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!error.retryable) return undefined;
      unreportedRangesByRoom.set(roomId, {
        from,
        to: Math.max(to, unreportedRangesByRoom.get(roomId)?.to ?? 0),
      });
      return error;
    }
    failureCount = 0;
    // Move the read cursor again, because the room may have been reloaded with an older cursor during the request. Do
    // not move it above the head, because the log may have been restored from a backup and may end below the reported
    // seq.
    const summary = store.get().rooms[roomId]?.summary;
    if (summary) moveReadCursor(roomId, Math.min(to, summary.last_seq));
    else events.emit('unknown-room-seen', { roomId });
    return undefined;
  };
  function reportRemainingRanges(): void {
    for (const [roomId, range] of unreportedRangesByRoom) {
      unreportedRangesByRoom.delete(roomId);
      void reportRange(roomId, range).then((error) => error && scheduleRetry(error));
    }
  }
  /** Schedules one retry for all failed reports. */
  async function scheduleRetry({ retryAfterMs }: ApiError): Promise<void> {
    earliestRetryAt = Math.max(
      earliestRetryAt,
      time.now() + extendToRequestedWaitMs(0, retryAfterMs, time.random()),
    );
    if (isRetryScheduled) return;
    isRetryScheduled = true;
    if (failureCount === 0) firstFailureAt = time.now();
    const waitMs = computeBackOffMs(failureCount, time.now() - firstFailureAt, time.random());
    failureCount += 1;
    await time.sleep(waitMs, stopped);
    while (time.now() < earliestRetryAt && !stopped.hasFired)
      await time.sleep(earliestRetryAt - time.now(), stopped);
    isRetryScheduled = false;
    if (!stopped.hasFired) reportRemainingRanges();
  }

  return {
    flush: reportRemainingRanges,
    markSeen(roomId, seq) {
      const readCursor = store.get().rooms[roomId]?.summary.last_seen_seq;
      if (readCursor === undefined || seq <= readCursor) return;
      unreportedRangesByRoom.set(roomId, {
        from: unreportedRangesByRoom.get(roomId)?.from ?? readCursor,
        to: seq,
      });
      moveReadCursor(roomId, seq);
      if (isReportScheduled) return;
      isReportScheduled = true;
      void time.sleep(SEEN_REPORT_DELAY_MS, stopped).then(() => {
        isReportScheduled = false;
        reportRemainingRanges();
      });
    },
  };
}
