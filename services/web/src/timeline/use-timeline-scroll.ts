import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { lowestVisibleSeq } from './lowest-visible-seq.ts';

/** So near to the end counts as at the end. */
const NEAR_END_PX = 80;
/** The next older page is asked for before the reader runs into the top. */
const NEAR_TOP_PX = 600;

interface Given {
  /** Number of the first and last shown message; undefined while nothing is loaded. */
  readonly firstSeq: number | undefined;
  readonly lastSeq: number | undefined;
  readonly pendingCount: number;
  readonly looking: boolean;
  readonly onNearTop: () => void;
  readonly onVisible: (seq: number) => void;
}

interface TimelineScroll {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly onScroll: () => void;
  readonly toEnd: () => void;
}

/**
 * Keeps what is read in place when older messages come above, follows the end while the reader is there, and tells
 * how far has been seen.
 */
export function useTimelineScroll(given: Given): TimelineScroll {
  const { firstSeq, lastSeq, pendingCount, looking, onNearTop, onVisible } = given;
  const ref = useRef<HTMLDivElement>(null);
  const before = useRef<{ height: number; firstSeq: number | undefined; pending: number }>(undefined);
  const following = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const report = useCallback(() => {
    const seq = ref.current && looking ? lowestVisibleSeq(ref.current) : undefined;
    if (seq !== undefined) onVisible(seq);
  }, [looking, onVisible]);

  const onScroll = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    following.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    setAtEnd(following.current);
    if (box.scrollTop < NEAR_TOP_PX) onNearTop();
    report();
  }, [onNearTop, report]);

  const toEnd = useCallback(() => {
    following.current = true;
    ref.current?.scrollTo({ top: ref.current.scrollHeight });
  }, []);

  // Before the browser paints, so that nothing jumps.
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
    const cameAbove = last.firstSeq !== undefined && firstSeq < last.firstSeq;
    if (pendingCount > last.pending) following.current = true;
    if (cameAbove && !following.current) box.scrollTop += box.scrollHeight - last.height;
    else if (following.current) box.scrollTop = box.scrollHeight;
  }, [firstSeq, pendingCount, onScroll]);

  // What is new may be on the screen already, and the page may have got the focus back.
  useEffect(() => {
    if (following.current && ref.current) ref.current.scrollTop = ref.current.scrollHeight;
    report();
  }, [lastSeq, report]);

  // The field below grows, a keyboard comes up, a window changes, a line wraps anew.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (following.current) box.scrollTop = box.scrollHeight;
      if (before.current) before.current.height = box.scrollHeight;
    });
    observer.observe(box);
    for (const child of box.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  return { ref, atEnd, onScroll, toEnd };
}
