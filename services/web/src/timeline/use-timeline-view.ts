import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { NEAR_END_PX } from './use-timeline-place.ts';
import type { TimelineScroller } from './use-timeline-virtualizer.ts';
import { findVisibleRows, type VisibleRows } from './visible-rows.ts';

/** The part of the history that is visible. The day label, the unread bar, and the jump buttons depend on this part. */
interface VisibleArea {
  readonly isAtEnd: boolean;
  /**
   * The `seq` of the first visible message (`firstSeq`) and of the last one (`lastSeq`). Null until the first
   * measurement, and while no message is visible.
   */
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
}

export interface TimelineView extends VisibleArea {
  /** Schedules a measurement of the visible area before the next frame is painted. */
  readonly scheduleMeasurement: () => void;
  /** The callback that runs after each measurement, before the component renders the new values. */
  readonly onMeasured: RefObject<(area: HTMLDivElement, visible: VisibleRows | null) => void>;
}

/** Returns which messages are visible in the timeline. Measures only on request, and at most once per frame. */
export function useTimelineView(box: RefObject<HTMLDivElement | null>): TimelineView {
  const [area, setArea] = useState<VisibleArea>({ isAtEnd: true, firstSeq: null, lastSeq: null });
  const frameRequestIdRef = useRef<number>(null);
  const onMeasuredRef = useRef<TimelineView['onMeasured']['current']>(() => undefined);
  const scheduleMeasurement = useCallback(() => {
    frameRequestIdRef.current ??= requestAnimationFrame(() => {
      frameRequestIdRef.current = null;
      const timelineBox = box.current;
      if (!timelineBox) return;
      const visibleRows = findVisibleRows(timelineBox);
      onMeasuredRef.current(timelineBox, visibleRows);
      const nextVisibleArea: VisibleArea = {
        isAtEnd: timelineBox.scrollHeight - timelineBox.scrollTop - timelineBox.clientHeight < NEAR_END_PX,
        firstSeq: visibleRows?.firstSeq ?? null,
        lastSeq: visibleRows?.lastSeq ?? null,
      };
      setArea((before) => (isSameVisibleArea(before, nextVisibleArea) ? before : nextVisibleArea));
    });
  }, [box]);
  useEffect(
    () => () => {
      if (frameRequestIdRef.current !== null) cancelAnimationFrame(frameRequestIdRef.current);
    },
    [],
  );
  return { ...area, scheduleMeasurement, onMeasured: onMeasuredRef };
}

/**
 * Measures the visible area again whenever entries are rendered or change their height. After a long scroll, the
 * measurement may come before the entries at the new place are rendered, and find no message.
 */
export function useMeasurementAfterRendering(
  { scheduleMeasurement }: TimelineView,
  { virtualizer }: TimelineScroller,
): void {
  const renderedEntries = virtualizer.getVirtualItems();
  useLayoutEffect(scheduleMeasurement, [renderedEntries, scheduleMeasurement]);
}

const isSameVisibleArea = (previous: VisibleArea, next: VisibleArea): boolean =>
  previous.isAtEnd === next.isAtEnd &&
  previous.firstSeq === next.firstSeq &&
  previous.lastSeq === next.lastSeq;
