import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { lowestVisibleSeq } from './lowest-visible-seq.ts';

/** A timeline counts as scrolled to the end if the end is less than this far away. */
const NEAR_END_PX = 80;
/** Older messages are loaded when the user is less than this far from the top of the history. */
const NEAR_TOP_PX = 600;

interface TimelineScrollOptions {
  /** The `seq` of the first and last loaded message. Undefined while no messages are loaded. */
  readonly firstSeq: number | undefined;
  readonly lastSeq: number | undefined;
  readonly pendingCount: number;
  /** Whether the user is assumed to be looking at the page. */
  readonly hasAttention: boolean;
  readonly onNearTop: () => void;
  /** Called with a `seq` when the user has seen all messages up to it. */
  readonly onVisible: (seq: number) => void;
}

interface TimelineScroll {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly onScroll: () => void;
  readonly scrollToEnd: () => void;
}

/**
 * Manages the scroll position of a timeline. Visible messages stay in place when older ones are inserted above them. If
 * the user is at the end, the timeline follows new messages. `onVisible` receives the `seq` up to which the user has
 * seen all messages.
 */
export function useTimelineScroll(options: TimelineScrollOptions): TimelineScroll {
  const { firstSeq, lastSeq, pendingCount, hasAttention, onNearTop, onVisible } = options;
  const ref = useRef<HTMLDivElement>(null);
  const layoutRef = useRef<{ height: number; firstSeq: number | undefined; pending: number }>(undefined);
  const isFollowing = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const reportVisible = useCallback(() => {
    const seq = ref.current && hasAttention ? lowestVisibleSeq(ref.current) : undefined;
    if (seq !== undefined) onVisible(seq);
  }, [hasAttention, onVisible]);

  const onScroll = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    isFollowing.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    setAtEnd(isFollowing.current);
    if (box.scrollTop < NEAR_TOP_PX) onNearTop();
    reportVisible();
  }, [onNearTop, reportVisible]);

  const scrollToEnd = useCallback(() => {
    isFollowing.current = true;
    ref.current?.scrollTo({ top: ref.current.scrollHeight });
  }, []);

  // Use a layout effect. It runs before the browser paints, so the page does not jump.
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || firstSeq === undefined) return;
    const previousLayout = layoutRef.current;
    layoutRef.current = { height: box.scrollHeight, firstSeq, pending: pendingCount };
    if (previousLayout === undefined) {
      const unreadSeparator = box.querySelector('.new-line');
      if (unreadSeparator) unreadSeparator.scrollIntoView({ block: 'center' });
      else box.scrollTop = box.scrollHeight;
      return onScroll();
    }
    const hasLoadedOlder = previousLayout.firstSeq !== undefined && firstSeq < previousLayout.firstSeq;
    if (pendingCount > previousLayout.pending) isFollowing.current = true;
    if (hasLoadedOlder && !isFollowing.current) box.scrollTop += box.scrollHeight - previousLayout.height;
    else if (isFollowing.current) box.scrollTop = box.scrollHeight;
  }, [firstSeq, pendingCount, onScroll]);

  // Report visible messages again, because new ones arrived or the page regained the focus.
  useEffect(() => {
    if (isFollowing.current && ref.current) ref.current.scrollTop = ref.current.scrollHeight;
    reportVisible();
  }, [lastSeq, reportVisible]);

  // Stay at the end when the timeline changes its size, for example because an on-screen keyboard appears.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight;
      if (layoutRef.current) layoutRef.current.height = box.scrollHeight;
    });
    observer.observe(box);
    for (const child of box.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  return { ref, atEnd, onScroll, scrollToEnd };
}
