import type { Timeline } from './timeline.ts';

/** If a timeline grows beyond this many messages, it is trimmed to its newest messages. */
const MAX_LOADED_MESSAGES = 3_000;
/** The number of messages that trimming keeps: about twenty screens on each side of the reader. */
const KEPT_MESSAGE_COUNT = 600;

/**
 * Removes the messages that are far from `seq` and returns the new timeline. Does nothing while a page is loading,
 * because removing messages could leave a gap between that page and the window.
 */
export function trimTimeline(timeline: Timeline, seq: number, kept = KEPT_MESSAGE_COUNT): Timeline {
  const { messages, loading } = timeline;
  if (loading || messages.length <= kept) return timeline;
  const indexAtSeq = messages.findIndex((message) => message.seq >= seq);
  const centerIndex = indexAtSeq === -1 ? messages.length : indexAtSeq;
  const startIndex = Math.max(0, Math.min(centerIndex - Math.floor(kept / 2), messages.length - kept));
  const keptMessages = messages.slice(startIndex, startIndex + kept);
  const hasOlder = timeline.hasOlder || startIndex > 0;
  const hasNewer = timeline.hasNewer || startIndex + kept < messages.length;
  const firstKeptSeq = hasOlder ? (keptMessages[0]?.seq ?? 0) : 0;
  const lastKeptSeq = hasNewer ? (keptMessages.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY;
  const changesBetweenKeptMessages = timeline.changes.filter(
    (change) => change.seq > firstKeptSeq && change.seq < lastKeptSeq,
  );
  return { ...timeline, messages: keptMessages, changes: changesBetweenKeptMessages, hasOlder, hasNewer };
}

/** Trims the timeline to its newest messages if it has grown too long, and returns the new timeline. */
export const trimTimelineIfTooLong = (timeline: Timeline): Timeline =>
  timeline.messages.length > MAX_LOADED_MESSAGES
    ? trimTimeline(timeline, Number.POSITIVE_INFINITY)
    : timeline;
