import type { Timeline } from '@kcs/chat-client';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { findFirstUnread } from './first-unread.ts';
import type { TimelineItem } from './timeline-item.ts';
import { getTimelineNavigation, type ReadingPlace } from './timeline-navigation.ts';
import { usePageAttention } from './use-page-attention.ts';
import { useRememberedPlace } from './use-remembered-place.ts';
import { useSeenReport } from './use-seen-report.ts';
import { type TimelinePlaceControls, useTimelinePlace } from './use-timeline-place.ts';
import type { TimelineView } from './use-timeline-view.ts';
import type { TimelineScroller } from './use-timeline-virtualizer.ts';
import type { UnreadMarker } from './use-unread-marker.ts';

/** The next page is loaded when the user scrolls to within this many pixels of the first or last loaded message. */
const LOAD_DISTANCE_PX = 600;
/**
 * The maximum number of loaded messages. When more messages are loaded, those farthest from the visible area are
 * dropped.
 */
const MAX_LOADED_MESSAGES = 900;

interface TimelineOptions {
  readonly roomId: string;
  readonly timeline: Timeline | undefined;
  readonly items: readonly TimelineItem[];
  readonly pendingCount: number;
  readonly marker: UnreadMarker;
  readonly view: TimelineView;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly window: TimelineScroller;
}

export interface TimelineControls extends Pick<TimelinePlaceControls, 'goTo'> {
  readonly onScroll: () => void;
  /** Scrolls to the first message that the user has not seen. */
  readonly goToUnread: () => Promise<boolean>;
  /** Returns the place where the user is reading, or null if the timeline is at the end. */
  readonly getReadingPlace: () => ReadingPlace | null;
}

/**
 * Controls the timeline of a room. Opens the timeline at the last reading place if there is one, otherwise at the first
 * unread message, or at the end if all messages are read. Loads pages in both directions, follows new messages while
 * the user is at the end, and reports which messages the user has seen.
 */
export function useTimeline(options: TimelineOptions): TimelineControls {
  const { roomId, timeline, items, pendingCount, marker, view, box, window } = options;
  const { scheduleMeasurement, onMeasured } = view;
  const chat = useChat();
  const hasPageAttention = usePageAttention();
  const reportSeenMessages = useSeenReport(roomId);
  const { goTo, scrollIfLoaded, followsEnd, onScroll } = useTimelinePlace({
    roomId,
    timeline,
    items,
    box,
    window,
  });
  const readingPlaceRef = useRef<ReadingPlace>(null);
  const hasOpenedTimelineRef = useRef(false);
  const lastPendingCountRef = useRef(pendingCount);
  const getReadingPlace = useCallback(
    () => (followsEnd.current ? null : readingPlaceRef.current),
    [followsEnd],
  );

  useEffect(() => {
    onMeasured.current = (area, visible) => {
      if (!hasOpenedTimelineRef.current || !timeline) return;
      if (visible) readingPlaceRef.current = visible.anchor;
      if (visible && hasPageAttention) reportSeenMessages(visible);
      marker.update();
      if (timeline.failed) return;
      if (area.scrollTop < LOAD_DISTANCE_PX) void chat.loadOlder(roomId);
      if (area.scrollHeight - area.scrollTop - area.clientHeight < LOAD_DISTANCE_PX)
        void chat.loadNewer(roomId);
      if (visible && timeline.messages.length > MAX_LOADED_MESSAGES) chat.trim(roomId, visible.firstSeq);
    };
  }, [onMeasured, chat, roomId, timeline, hasPageAttention, reportSeenMessages, marker]);

  const goToUnread = useCallback(() => {
    const { rooms, timelines, me } = chat.getState();
    const readCursor = rooms[roomId]?.summary.last_seen_seq ?? 0;
    const loadedTimeline = timelines[roomId];
    const firstUnreadPlace = loadedTimeline ? findFirstUnread(loadedTimeline, readCursor, me.id) : 'none';
    const targetSeq = typeof firstUnreadPlace === 'object' ? firstUnreadPlace.message.seq : readCursor + 1;
    return goTo({ seq: targetSeq, top: Math.round((box.current?.clientHeight ?? 0) / 3) });
  }, [chat, roomId, goTo, box]);

  const isTimelineLoaded = timeline?.loaded ?? false;
  // Use a layout effect, which runs before the browser paints, so that the messages do not jump. The effect must run
  // each time the entries change.
  useLayoutEffect(() => {
    if (!isTimelineLoaded) return;
    const hasSentMessage = pendingCount > lastPendingCountRef.current;
    lastPendingCountRef.current = pendingCount;
    if (!hasOpenedTimelineRef.current) {
      hasOpenedTimelineRef.current = true;
      const rememberedPlace = getTimelineNavigation(chat).places.get(roomId);
      const hasUnread = (chat.getState().rooms[roomId]?.summary.unread_count ?? 0) > 0;
      void (rememberedPlace ? goTo(rememberedPlace) : hasUnread ? goToUnread() : goTo('end'));
    } else if (hasSentMessage) void goTo('end');
    else if (!scrollIfLoaded() && followsEnd.current && hasPageAttention) window.virtualizer.scrollToEnd();
    scheduleMeasurement();
  }, [items, isTimelineLoaded, pendingCount]);

  // The timeline does not follow new messages while the page is in the background. When the user returns to a timeline
  // that was at the end, scroll to the first new message.
  useEffect(() => {
    if (!hasPageAttention || !hasOpenedTimelineRef.current) return;
    marker.update();
    const hasUnread = (chat.getState().rooms[roomId]?.summary.unread_count ?? 0) > 0;
    if (followsEnd.current) void (hasUnread ? goToUnread() : goTo('end'));
    scheduleMeasurement();
  }, [hasPageAttention]);

  // Keep the timeline at the end when the visible area is resized, for example by an on-screen keyboard.
  useEffect(() => {
    const scrollBox = box.current;
    if (!scrollBox) return;
    const resizeObserver = new ResizeObserver(() => {
      if (followsEnd.current && hasOpenedTimelineRef.current) window.virtualizer.scrollToEnd();
      scheduleMeasurement();
    });
    resizeObserver.observe(scrollBox);
    return () => resizeObserver.disconnect();
  }, [box, window.virtualizer, followsEnd, scheduleMeasurement]);

  useRememberedPlace(roomId, getReadingPlace);

  const handleScroll = useCallback(() => {
    onScroll();
    scheduleMeasurement();
  }, [onScroll, scheduleMeasurement]);
  return { onScroll: handleScroll, goTo, goToUnread, getReadingPlace };
}
