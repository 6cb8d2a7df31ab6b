import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { lowestVisibleSeq } from './lowest-visible-seq.ts';

/** Within this distance, the user counts as being at the end. */
const NEAR_END_PX = 80;
/** Older messages are requested at this distance from the top, before the reader gets there. */
const NEAR_TOP_PX = 600;

interface TimelineScrollOptions {
  /** The `seq` of the first and last message; undefined while no messages are loaded. */
  readonly firstSeq: number | undefined;
  readonly lastSeq: number | undefined;
  readonly pendingCount: number;
  /** Whether we assume that the user is looking at the page. */
  readonly hasAttention: boolean;
  readonly onNearTop: () => void;
  /** Called with the `seq` up to which the user has seen all messages. */
  readonly onVisible: (seq: number) => void;
}

interface TimelineScroll {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly onScroll: () => void;
  readonly scrollToEnd: () => void;
}

/**
 * Keeps the visible messages in place when older ones are inserted above them, keeps following the end while the reader
 * is there, and reports the `seq` up to which the user has seen all messages.
 */
export function useTimelineScroll(options: TimelineScrollOptions): TimelineScroll {
  const { firstSeq, lastSeq, pendingCount, hasAttention, onNearTop, onVisible } = options;
  const ref = useRef<HTMLDivElement>(null);
  const before = useRef<{ height: number; firstSeq: number | undefined; pending: number }>(undefined);
  const isFollowing = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const report = useCallback(() => {
    const seq = ref.current && hasAttention ? lowestVisibleSeq(ref.current) : undefined;
    if (seq !== undefined) onVisible(seq);
  }, [hasAttention, onVisible]);

  const onScroll = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    isFollowing.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    setAtEnd(isFollowing.current);
    if (box.scrollTop < NEAR_TOP_PX) onNearTop();
    report();
  }, [onNearTop, report]);

  const scrollToEnd = useCallback(() => {
    isFollowing.current = true;
    ref.current?.scrollTo({ top: ref.current.scrollHeight });
  }, []);

  // A layout effect runs before the browser paints, so the page does not jump.
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || firstSeq === undefined) return;
    const last = before.current;
    before.current = { height: box.scrollHeight, firstSeq, pending: pendingCount };
    if (last === undefined) {
      const unread = box.querySelector('.new-line');
      if (unread) unread.scrollIntoView({ block: 'center' });
      else box.scrollTop = box.scrollHeight;
      return onScroll();
    }
    const loadedOlder = last.firstSeq !== undefined && firstSeq < last.firstSeq;
    if (pendingCount > last.pending) isFollowing.current = true;
    if (loadedOlder && !isFollowing.current) box.scrollTop += box.scrollHeight - last.height;
    else if (isFollowing.current) box.scrollTop = box.scrollHeight;
  }, [firstSeq, pendingCount, onScroll]);

  // New messages may already be visible, or the page may have regained the focus.
  useEffect(() => {
    if (isFollowing.current && ref.current) ref.current.scrollTop = ref.current.scrollHeight;
    report();
  }, [lastSeq, report]);

  // The message field has grown, an on-screen keyboard has appeared, or the window has been resized.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight;
      if (before.current) before.current.height = box.scrollHeight;
    });
    observer.observe(box);
    for (const child of box.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  return { ref, atEnd, onScroll, scrollToEnd };
}
