import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useRef } from 'react';
import { expectedHeight, type TimelineItem } from './timeline-item.ts';
import { usePrinting } from './use-printing.ts';

/** So many entries are rendered above and below the visible ones. */
const OVERSCAN = 8;

export type TimelineVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

export interface TimelineWindow {
  readonly virtualizer: TimelineVirtualizer;
  /** Scrolls an entry to `top` pixels below the upper edge, and keeps it there until the entries near it are measured. */
  readonly scrollTo: (index: number, top: number) => void;
}

/**
 * Renders only the entries near the visible area. What the user reads stays in place when entries above it appear,
 * disappear, or change their height. The entry `keptIndex` is always rendered, so that it keeps the keyboard focus.
 */
export function useTimelineVirtualizer(
  items: readonly TimelineItem[],
  box: RefObject<HTMLDivElement | null>,
  keptIndex: number | undefined,
): TimelineWindow {
  const isPrinting = usePrinting();
  const top = useRef(0);
  const rangeExtractor = useCallback(
    (range: Range) => {
      if (isPrinting) return items.map((_, index) => index);
      const shown = defaultRangeExtractor(range);
      if (keptIndex === undefined || shown.includes(keptIndex)) return shown;
      return [...shown, keptIndex].sort((a, b) => a - b);
    },
    [items, keptIndex, isPrinting],
  );
  const virtualizer: TimelineVirtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    estimateSize: (index) => expectedHeight(items[index]),
    overscan: OVERSCAN,
    // Keeps the entry at the upper edge in place when entries are added or removed above it.
    anchorTo: 'end',
    paddingStart: 12,
    paddingEnd: 4,
    scrollPaddingStart: top.current,
    rangeExtractor,
  });
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = keepsPlace;
  const scrollTo = useCallback(
    (index: number, distance: number) => {
      top.current = distance;
      // The library reads the option at every step towards the entry, also before the next render.
      virtualizer.options.scrollPaddingStart = distance;
      virtualizer.scrollToIndex(index, { align: 'start' });
    },
    [virtualizer],
  );
  return { virtualizer, scrollTo };
}

/**
 * Returns whether a new height moves what is above the entry. An entry above the visible area, or across its upper edge,
 * grows upward. An entry that fills the whole area grows downward, because its beginning may be what the user reads.
 */
function keepsPlace(
  entry: { readonly start: number; readonly end: number },
  _delta: number,
  { scrollOffset, scrollRect }: TimelineVirtualizer,
): boolean {
  const upperEdge = scrollOffset ?? 0;
  const lowerEdge = upperEdge + (scrollRect?.height ?? 0);
  return entry.start < upperEdge && entry.end <= lowerEdge;
}
