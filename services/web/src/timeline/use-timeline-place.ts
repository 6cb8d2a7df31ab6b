import type { Timeline } from '@kcs/chat-client';
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { includesSeq } from './first-unread.ts';
import { seqOf, type TimelineItem } from './timeline-item.ts';
import type { TimelineWindow } from './use-timeline-virtualizer.ts';

/** The distance from the end, in pixels, within which the timeline counts as scrolled to the end. */
export const NEAR_END_PX = 80;

/**
 * A scroll target: the end, or the first message with at least this `seq`, placed `top` pixels below the upper edge.
 */
export type Place = 'end' | { readonly seq: number; readonly top: number };

interface PlaceOptions {
  readonly roomId: string;
  readonly timeline: Timeline | undefined;
  readonly items: readonly TimelineItem[];
  readonly box: RefObject<HTMLDivElement | null>;
  readonly window: TimelineWindow;
}

export interface TimelinePlace {
  /**
   * Scrolls to a place, and loads its messages first if necessary. If loading fails, shows a toast and resolves to
   * false.
   */
  readonly goTo: (place: Place) => Promise<boolean>;
  /** Scrolls to the requested place if its messages are now loaded. Returns whether it scrolled. */
  readonly arrive: () => boolean;
  /** Whether the timeline stays at the end when new messages arrive. */
  readonly isFollowing: RefObject<boolean>;
  /** Updates whether the timeline follows new messages. Call it after each scroll by the user or the program. */
  readonly onScroll: () => void;
}

/** Scrolls the timeline to a place in the room's history. */
export function useTimelinePlace({ roomId, timeline, items, box, window }: PlaceOptions): TimelinePlace {
  const chat = useChat();
  const withProblemToast = useProblemToast();
  const { virtualizer, scrollTo } = window;
  const latest = useRef({ timeline, items });
  const waitingFor = useRef<Place>(null);
  const isFollowing = useRef(true);
  const lastTop = useRef(0);
  // This effect comes first, so that the later effects of the same render read the current entries.
  useLayoutEffect(() => {
    latest.current = { timeline, items };
  }, [timeline, items]);

  const arrive = useCallback((): boolean => {
    const { timeline: loaded, items: entries } = latest.current;
    const place = waitingFor.current;
    if (place === null || !loaded?.loaded) return false;
    if (place === 'end' ? loaded.hasNewer : !includesSeq(loaded, place.seq)) return false;
    waitingFor.current = null;
    const index = place === 'end' ? -1 : entries.findIndex((item) => (seqOf(item) ?? -1) >= place.seq);
    isFollowing.current = index === -1;
    if (place === 'end' || index === -1) virtualizer.scrollToEnd();
    else scrollTo(index, place.top);
    return true;
  }, [virtualizer, scrollTo]);

  const goTo = useCallback(
    async (place: Place): Promise<boolean> => {
      waitingFor.current = place;
      if (arrive()) return true;
      const load = place === 'end' ? chat.loadNewest(roomId) : chat.loadAround(roomId, place.seq);
      const isLoaded = await withProblemToast(load);
      if (!isLoaded && waitingFor.current === place) waitingFor.current = null;
      return isLoaded;
    },
    [chat, roomId, arrive, withProblemToast],
  );

  const onScroll = useCallback(() => {
    const area = box.current;
    if (!area) return;
    const isNearEnd = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_END_PX;
    // New messages increase the distance to the end before the timeline follows, so only scrolling up stops the
    // following.
    if (isNearEnd) isFollowing.current = latest.current.timeline?.hasNewer === false;
    else if (area.scrollTop < lastTop.current - 1) isFollowing.current = false;
    lastTop.current = area.scrollTop;
  }, [box]);

  return { goTo, arrive, isFollowing, onScroll };
}
