import type { Timeline } from '@kcs/chat-client';
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { windowIncludesSeq } from './first-unread.ts';
import { getMessageSeq, type TimelineItem } from './timeline-item.ts';
import type { TimelineScroller } from './use-timeline-virtualizer.ts';

/** The timeline counts as scrolled to the end if the end is less than this many pixels away. */
export const NEAR_END_PX = 80;

/**
 * A scroll target: the end of the timeline, or the message with the given `seq`. If no message has this `seq`, the next
 * message is the target. `top` is the distance in pixels between the message and the upper edge of the timeline.
 */
export type ScrollTarget = 'end' | { readonly seq: number; readonly top: number };

interface TimelinePlaceOptions {
  readonly roomId: string;
  readonly timeline: Timeline | undefined;
  readonly items: readonly TimelineItem[];
  readonly box: RefObject<HTMLDivElement | null>;
  readonly window: TimelineScroller;
}

export interface TimelinePlaceControls {
  /**
   * Scrolls to a place, and first loads the messages around this place if necessary. Resolves to true once the messages
   * are loaded. If loading fails, shows a toast and resolves to false.
   */
  readonly goTo: (place: ScrollTarget) => Promise<boolean>;
  /**
   * Scrolls to the place that `goTo` could not reach yet, if the messages around that place are now loaded. Returns
   * whether the timeline was scrolled.
   */
  readonly scrollIfLoaded: () => boolean;
  /** Whether the timeline remains scrolled to the end when new messages arrive. */
  readonly followsEnd: RefObject<boolean>;
  /** Updates whether the timeline follows new messages. Call `onScroll` each time the user or the code has scrolled. */
  readonly onScroll: () => void;
}

/** Returns functions that scroll the timeline, and tracks whether the timeline follows new messages. */
export function useTimelinePlace({
  roomId,
  timeline,
  items,
  box,
  window,
}: TimelinePlaceOptions): TimelinePlaceControls {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const { virtualizer, scrollTo } = window;
  const latestContentRef = useRef({ timeline, items });
  const requestedScrollTargetRef = useRef<ScrollTarget>(null);
  const followsEndRef = useRef(true);
  const lastScrollTopRef = useRef(0);
  // Keep this effect before all others, so that later effects of the same render read the current entries.
  useLayoutEffect(() => {
    latestContentRef.current = { timeline, items };
  }, [timeline, items]);

  const scrollToRequestedIfLoaded = useCallback((): boolean => {
    const { timeline: loaded, items: entries } = latestContentRef.current;
    const scrollTarget = requestedScrollTargetRef.current;
    if (scrollTarget === null || !loaded?.loaded) return false;
    if (scrollTarget === 'end' ? loaded.hasNewer : !windowIncludesSeq(loaded, scrollTarget.seq)) return false;
    requestedScrollTargetRef.current = null;
    const targetItemIndex =
      scrollTarget === 'end'
        ? -1
        : entries.findIndex((item) => (getMessageSeq(item) ?? -1) >= scrollTarget.seq);
    followsEndRef.current = targetItemIndex === -1;
    if (scrollTarget === 'end' || targetItemIndex === -1) virtualizer.scrollToEnd();
    else scrollTo(targetItemIndex, scrollTarget.top);
    return true;
  }, [virtualizer, scrollTo]);

  const goToScrollTarget = useCallback(
    async (place: ScrollTarget): Promise<boolean> => {
      requestedScrollTargetRef.current = place;
      if (scrollToRequestedIfLoaded()) return true;
      const loadPromise = place === 'end' ? chat.loadNewest(roomId) : chat.loadAround(roomId, place.seq);
      const hasLoadSucceeded = await showToastOnFailure(loadPromise);
      if (!hasLoadSucceeded && requestedScrollTargetRef.current === place)
        requestedScrollTargetRef.current = null;
      return hasLoadSucceeded;
    },
    [chat, roomId, scrollToRequestedIfLoaded, showToastOnFailure],
  );

  const updateFollowsEnd = useCallback(() => {
    const scrollBox = box.current;
    if (!scrollBox) return;
    const isNearEnd = scrollBox.scrollHeight - scrollBox.scrollTop - scrollBox.clientHeight < NEAR_END_PX;
    // A new message increases the distance to the end before the timeline scrolls to it, so the distance alone does not
    // show that the user has left the end. Stop following only if the user scrolls up.
    if (isNearEnd) followsEndRef.current = latestContentRef.current.timeline?.hasNewer === false;
    else if (scrollBox.scrollTop < lastScrollTopRef.current - 1) followsEndRef.current = false;
    lastScrollTopRef.current = scrollBox.scrollTop;
  }, [box]);

  return {
    goTo: goToScrollTarget,
    scrollIfLoaded: scrollToRequestedIfLoaded,
    followsEnd: followsEndRef,
    onScroll: updateFollowsEnd,
  };
}
