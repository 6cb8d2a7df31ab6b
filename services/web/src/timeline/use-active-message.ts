import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { getMessageSeq, type TimelineItem } from './timeline-item.ts';
import type { TimelineView } from './use-timeline-view.ts';
import type { TimelineVirtualizer } from './use-timeline-virtualizer.ts';

interface ActiveMessage {
  /**
   * The id of the message that the Tab key reaches: the last focused message if it still has the focus or is visible,
   * and otherwise the last visible message. Null if there is no such message.
   */
  readonly id: string | null;
  /** The index of the active message's entry, which must stay rendered. Undefined if there is no active message. */
  readonly index: number | undefined;
  /** Records which message has the focus. Pass null when the focus leaves the messages. */
  readonly onFocusChange: (id: string | null) => void;
}

/** Tracks the active message: the only message that the Tab key reaches. */
export function useActiveMessage(
  items: readonly TimelineItem[],
  { firstSeq, lastSeq }: Pick<TimelineView, 'firstSeq' | 'lastSeq'>,
): ActiveMessage {
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const onFocusChange = useCallback((id: string | null) => {
    setHasFocus(id !== null);
    if (id !== null) setFocusedId(id);
  }, []);
  const activeItemIndex = useMemo(() => {
    const focusedItemIndex =
      focusedId === null ? -1 : items.findIndex((item) => getMessageId(item) === focusedId);
    const focusedSeq = getMessageSeq(items[focusedItemIndex]) ?? 0;
    if (
      focusedItemIndex !== -1 &&
      (hasFocus || (focusedSeq >= (firstSeq ?? 0) && focusedSeq <= (lastSeq ?? 0)))
    )
      return focusedItemIndex;
    let lastVisibleItemIndex = items.length - 1;
    while (
      lastVisibleItemIndex >= 0 &&
      (getMessageSeq(items[lastVisibleItemIndex]) ?? Number.POSITIVE_INFINITY) > (lastSeq ?? 0)
    )
      lastVisibleItemIndex -= 1;
    return lastVisibleItemIndex === -1 ? undefined : lastVisibleItemIndex;
  }, [items, focusedId, hasFocus, firstSeq, lastSeq]);
  return {
    id: activeItemIndex === undefined ? null : getMessageId(items[activeItemIndex]),
    index: activeItemIndex,
    onFocusChange,
  };
}

/** Returns a function that moves the focus to the previous (-1) or next (1) message and scrolls to that message. */
export function useMoveMessageFocus(
  items: readonly TimelineItem[],
  box: RefObject<HTMLDivElement | null>,
  virtualizer: TimelineVirtualizer,
  { index, onFocusChange }: ActiveMessage,
): (direction: -1 | 1) => void {
  const messageIdToFocusRef = useRef<string>(null);
  // Run this effect after every render, because a message that is out of view is not rendered until it has become
  // active.
  useLayoutEffect(() => {
    const rowToFocus =
      messageIdToFocusRef.current &&
      box.current?.querySelector<HTMLElement>(`[data-id="${messageIdToFocusRef.current}"]`);
    if (!rowToFocus) return;
    messageIdToFocusRef.current = null;
    rowToFocus.focus({ preventScroll: true });
  });
  return useCallback(
    (direction) => {
      let nextItemIndex = (index ?? -1) + direction;
      while (items[nextItemIndex] && items[nextItemIndex]?.kind !== 'message') nextItemIndex += direction;
      const nextMessageId = getMessageId(items[nextItemIndex]);
      if (nextMessageId === null) return;
      messageIdToFocusRef.current = nextMessageId;
      onFocusChange(nextMessageId);
      virtualizer.options.scrollPaddingStart = 0;
      virtualizer.scrollToIndex(nextItemIndex, { align: 'auto' });
    },
    [items, index, onFocusChange, virtualizer],
  );
}

const getMessageId = (item: TimelineItem | undefined): string | null =>
  item?.kind === 'message' ? item.row.message.id : null;
