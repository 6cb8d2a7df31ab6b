import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { NEAR_END_PX } from './use-timeline-place.ts';
import { type VisibleRows, visibleRows } from './visible-rows.ts';

/** What the parts of the timeline around the messages need to know about the visible area. */
interface VisibleArea {
  readonly atEnd: boolean;
  /** The `seq` of the first and last visible message; null before the first look, and in an empty room. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface TimelineView extends VisibleArea {
  /** Looks at what is visible before the next frame is painted. */
  readonly look: () => void;
  /** Called at each look, before the view changes. */
  readonly onLook: RefObject<(area: HTMLDivElement, visible: VisibleRows | null) => void>;
}

/** Returns what is visible in the timeline. It is looked at only on request, and at most once per frame. */
export function useTimelineView(box: RefObject<HTMLDivElement | null>): TimelineView {
  const [area, setArea] = useState<VisibleArea>({ atEnd: true, first: null, last: null });
  const frame = useRef<number>(null);
  const onLook = useRef<TimelineView['onLook']['current']>(() => undefined);
  const look = useCallback(() => {
    frame.current ??= requestAnimationFrame(() => {
      frame.current = null;
      const element = box.current;
      if (!element) return;
      const visible = visibleRows(element);
      onLook.current(element, visible);
      const next: VisibleArea = {
        atEnd: element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX,
        first: visible?.first ?? null,
        last: visible?.last ?? null,
      };
      setArea((before) => (isSameArea(before, next) ? before : next));
    });
  }, [box]);
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
    },
    [],
  );
  return { ...area, look, onLook };
}

const isSameArea = (one: VisibleArea, other: VisibleArea): boolean =>
  one.atEnd === other.atEnd && one.first === other.first && one.last === other.last;
