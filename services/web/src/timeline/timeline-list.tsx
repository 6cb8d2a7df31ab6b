import { collectReaders, computeReceipt } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { type KeyboardEvent, type ReactNode, useCallback, useMemo } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { isComposing } from '../ui/is-composing.ts';
import { Spinner } from '../ui/spinner.tsx';
import type { MessageActionHandlers } from './message-actions.tsx';
import { MessageRow } from './message-row.tsx';
import { PendingRow } from './pending-row.tsx';
import { DaySeparator, UnreadSeparator } from './separators.tsx';
import type { TimelineItem } from './timeline-item.ts';
import { usePrinting } from './use-printing.ts';
import type { TimelineVirtualizer } from './use-timeline-virtualizer.ts';
import './timeline-list.css';

interface TimelineListProps extends MessageActionHandlers {
  readonly room: Pick<Room, 'id' | 'room_type' | 'my_role' | 'member_count'>;
  readonly items: readonly TimelineItem[];
  readonly virtualizer: TimelineVirtualizer;
  /** The content above the oldest loaded message. */
  readonly top: ReactNode;
  /** The `seq` of the highlighted message; null if no message is highlighted. */
  readonly highlightedSeq: number | null;
  /** The id of the only message that the Tab key reaches; null if there is none. */
  readonly activeId: string | null;
  readonly onFocusChange: (id: string | null) => void;
  /** Moves the focus to the previous (-1) or next (1) message. */
  readonly onMove: (direction: -1 | 1) => void;
}

/** Renders the timeline entries in or near the visible area. */
export function TimelineList(props: TimelineListProps) {
  const { room, items, virtualizer, top, highlightedSeq, activeId, onFocusChange, onMove, ...handlers } =
    props;
  const myId = useChatState((state) => state.me.id);
  const isPrinting = usePrinting();
  const roster = useChatState((state) => state.rosters[room.id]);
  const readers = useMemo(() => collectReaders(roster, myId), [roster, myId]);
  const getReceiptProps = (seq: number) => {
    const { seen: seenCount, recipients } = computeReceipt(readers, seq);
    // Until the client has loaded all members of the room, count every member except the sender as a recipient.
    // Otherwise, a message could be marked as "seen by all" too early.
    return { seenCount, recipientCount: readers.complete ? recipients : room.member_count - 1 };
  };
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const eventTarget = event.target as Element;
      const isInMessage =
        eventTarget.closest('[data-seq]') !== null && !eventTarget.closest('[role="menu"], dialog');
      if (!isInMessage || event.defaultPrevented || isComposing(event)) return;
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      onMove(event.key === 'ArrowUp' ? -1 : 1);
    },
    [onMove],
  );

  const renderItem = (item: TimelineItem): ReactNode => {
    switch (item.kind) {
      case 'top':
        return top;
      case 'more':
        return <Spinner label="Loading messages…" />;
      case 'system':
        return (
          <p className="system-message" dir="auto">
            {item.systemMessage.text}
          </p>
        );
      case 'pending':
        return <PendingRow message={item.message} />;
      case 'message': {
        const { message, startsDay, startsUnread } = item.row;
        return (
          <>
            {startsDay ? <DaySeparator time={message.created_at} /> : null}
            {startsUnread ? <UnreadSeparator /> : null}
            <MessageRow
              row={item.row}
              myId={myId}
              room={room}
              {...getReceiptProps(message.seq)}
              isActive={message.id === activeId}
              onFocused={onFocusChange}
              {...handlers}
            />
          </>
        );
      }
      default:
        return item satisfies never;
    }
  };

  return (
    // The feed is not a live region. `Announcer` announces new messages to screen readers.
    <div
      className="rows"
      role="feed"
      aria-label="Messages"
      style={isPrinting ? undefined : { height: virtualizer.getTotalSize() }}
      onKeyDown={onKeyDown}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || onFocusChange(null)}
    >
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index];
        if (!item) return null;
        const isHighlighted = item.kind === 'message' && item.row.message.seq === highlightedSeq;
        return (
          <div
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className={`entry ${isHighlighted ? 'row-flash' : ''}`}
            style={{ top: start }}
          >
            {renderItem(item)}
          </div>
        );
      })}
    </div>
  );
}
