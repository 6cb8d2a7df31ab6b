import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useRef } from 'react';
import { estimateItemHeight } from './estimate-item-height.ts';
import type { TimelineItem } from './timeline-item.ts';
import { usePrinting } from './use-printing.ts';

/** The number of extra entries that are rendered on each side of the visible area, above it and below it. */
const OVERSCAN_ENTRY_COUNT = 8;

export type TimelineVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

export interface TimelineScroller {
  readonly virtualizer: TimelineVirtualizer;
  /**
   * Scrolls an entry to `top` pixels below the upper edge of the timeline, and keeps it there while the nearby entries
   * are being measured.
   */
  readonly scrollTo: (index: number, top: number) => void;
}

/**
 * Renders only the entries near the visible area. The visible messages stay in place when entries above them appear,
 * disappear, or change height. The entry at the index `keptIndex` is always rendered, so that it keeps the keyboard
 * focus.
 */
export function useTimelineVirtualizer(
  items: readonly TimelineItem[],
  box: RefObject<HTMLDivElement | null>,
  keptIndex: number | undefined,
): TimelineScroller {
  const isPrinting = usePrinting();
  const scrollTargetTopRef = useRef(0);
  const extractRenderedIndexes = useCallback(
    (range: Range) => {
      if (isPrinting) return items.map((_, index) => index);
      const visibleIndexes = defaultRangeExtractor(range);
      if (keptIndex === undefined || visibleIndexes.includes(keptIndex)) return visibleIndexes;
      return [...visibleIndexes, keptIndex].sort((a, b) => a - b);
    },
    [items, keptIndex, isPrinting],
  );
  const virtualizer: TimelineVirtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    estimateSize: (index) => estimateItemHeight(items[index]),
    overscan: OVERSCAN_ENTRY_COUNT,
    // Keep the entry at the upper edge of the visible area in place when entries above it are added or removed.
    anchorTo: 'end',
    paddingStart: 12,
    paddingEnd: 4,
    scrollPaddingStart: scrollTargetTopRef.current,
    rangeExtractor: extractRenderedIndexes,
  });
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = shouldAdjustScroll;
  const scrollTo = useCallback(
    (index: number, distance: number) => {
      scrollTargetTopRef.current = distance;
      // Set this option immediately, because the library may read it while scrolling, before the next render.
      virtualizer.options.scrollPaddingStart = distance;
      virtualizer.scrollToIndex(index, { align: 'start' });
    },
    [virtualizer],
  );
  return { virtualizer, scrollTo };
}

/**
 * Returns whether to adjust the scroll position after the height of an entry has changed, so that the entries below it
 * stay in place. Returns true for an entry that is above the visible area or crosses its upper edge. Returns false for
 * an entry that fills the visible area, because the user may be reading the beginning of the entry.
 */
function shouldAdjustScroll(
  entry: { readonly start: number; readonly end: number },
  _delta: number,
  { scrollOffset, scrollRect }: TimelineVirtualizer,
): boolean {
  const upperEdge = scrollOffset ?? 0;
  const lowerEdge = upperEdge + (scrollRect?.height ?? 0);
  return entry.start < upperEdge && entry.end <= lowerEdge;
}
