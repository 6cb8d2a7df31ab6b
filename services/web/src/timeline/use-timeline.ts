import type { Timeline } from '@kcs/chat-client';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { findFirstUnread } from './first-unread.ts';
import type { TimelineItem } from './timeline-item.ts';
import { type ReadingPlace, timelineMemoryOf } from './timeline-memory.ts';
import { usePageAttention } from './use-page-attention.ts';
import { useSeenReport } from './use-seen-report.ts';
import { type TimelinePlace, useTimelinePlace } from './use-timeline-place.ts';
import type { TimelineView } from './use-timeline-view.ts';
import type { TimelineWindow } from './use-timeline-virtualizer.ts';
import type { UnreadMarker } from './use-unread-marker.ts';

/** The next page is loaded when the user scrolls to within this many pixels of the first or last loaded message. */
const NEAR_EDGE_PX = 600;
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
  readonly window: TimelineWindow;
}

export interface TimelineControls extends Pick<TimelinePlace, 'goTo'> {
  readonly onScroll: () => void;
  /** Scrolls to the first message that the user has not seen. */
  readonly goToUnread: () => Promise<boolean>;
  /** Returns the place where the user is reading, or null if the timeline is at the end. */
  readonly getReadingPlace: () => ReadingPlace | null;
}

/**
 * Controls the timeline of a room. Opens the timeline at the last reading place, otherwise at the first unread message,
 * otherwise at the end. Loads pages in both directions, follows new messages while the user is at the end, and reports
 * which messages the user has seen.
 */
export function useTimeline(options: TimelineOptions): TimelineControls {
  const { roomId, timeline, items, pendingCount, marker, view, box, window } = options;
  const { scheduleMeasurement, onMeasured } = view;
  const chat = useChat();
  const hasAttention = usePageAttention();
  const reportSeen = useSeenReport(roomId);
  const { goTo, scrollIfLoaded, isFollowing, onScroll } = useTimelinePlace({
    roomId,
    timeline,
    items,
    box,
    window,
  });
  const anchor = useRef<ReadingPlace>(null);
  const isOpen = useRef(false);
  const lastPendingCount = useRef(pendingCount);
  const getReadingPlace = useCallback(() => (isFollowing.current ? null : anchor.current), [isFollowing]);

  useEffect(() => {
    onMeasured.current = (area, visible) => {
      if (!isOpen.current || !timeline) return;
      if (visible) anchor.current = visible.anchor;
      if (visible && hasAttention) reportSeen(visible);
      marker.update();
      if (timeline.failed) return;
      if (area.scrollTop < NEAR_EDGE_PX) void chat.loadOlder(roomId);
      if (area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_EDGE_PX) void chat.loadNewer(roomId);
      if (visible && timeline.messages.length > MAX_LOADED_MESSAGES) chat.trim(roomId, visible.firstSeq);
    };
  }, [onMeasured, chat, roomId, timeline, hasAttention, reportSeen, marker]);

  const goToUnread = useCallback(() => {
    const { rooms, timelines, me } = chat.getState();
    const cursor = rooms[roomId]?.summary.last_seen_seq ?? 0;
    const loaded = timelines[roomId];
    const place = loaded ? findFirstUnread(loaded, cursor, me.id) : 'none';
    const seq = typeof place === 'object' ? place.message.seq : cursor + 1;
    return goTo({ seq, top: Math.round((box.current?.clientHeight ?? 0) / 3) });
  }, [chat, roomId, goTo, box]);

  const isLoaded = timeline?.loaded ?? false;
  // Use a layout effect, which runs before the browser paints, so that the messages do not jump. The effect must run
  // each time the entries change.
  useLayoutEffect(() => {
    if (!isLoaded) return;
    const hasSentMessage = pendingCount > lastPendingCount.current;
    lastPendingCount.current = pendingCount;
    if (!isOpen.current) {
      isOpen.current = true;
      const place = timelineMemoryOf(chat).places.get(roomId);
      const hasUnread = (chat.getState().rooms[roomId]?.summary.unread_count ?? 0) > 0;
      void (place ? goTo(place) : hasUnread ? goToUnread() : goTo('end'));
    } else if (hasSentMessage) void goTo('end');
    else if (!scrollIfLoaded() && isFollowing.current && hasAttention) window.virtualizer.scrollToEnd();
    scheduleMeasurement();
  }, [items, isLoaded, pendingCount]);

  // The timeline does not follow new messages while the page is in the background. When the user returns to a timeline
  // that was at the end, scroll to the first new message.
  useEffect(() => {
    if (!hasAttention || !isOpen.current) return;
    marker.update();
    const hasUnread = (chat.getState().rooms[roomId]?.summary.unread_count ?? 0) > 0;
    if (isFollowing.current) void (hasUnread ? goToUnread() : goTo('end'));
    scheduleMeasurement();
  }, [hasAttention]);

  // Keep the timeline at the end when the visible area is resized, for example by an on-screen keyboard.
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current && isOpen.current) window.virtualizer.scrollToEnd();
      scheduleMeasurement();
    });
    observer.observe(area);
    return () => observer.disconnect();
  }, [box, window.virtualizer, isFollowing, scheduleMeasurement]);

  useEffect(() => {
    const { places } = timelineMemoryOf(chat);
    return () => {
      const place = getReadingPlace();
      if (place) places.set(roomId, place);
      else places.delete(roomId);
    };
  }, [chat, roomId, getReadingPlace]);

  const handleScroll = useCallback(() => {
    onScroll();
    scheduleMeasurement();
  }, [onScroll, scheduleMeasurement]);
  return { onScroll: handleScroll, goTo, goToUnread, getReadingPlace };
}
