import type { PendingMessage, Timeline } from '@kcs/chat-client';
import { useMemo, useRef } from 'react';
import { createSystemMessages } from '../system-messages/system-message.ts';
import { findFirstUnread } from './first-unread.ts';
import { layOutMessages, type PreviousRowByMessage } from './message-layout.ts';
import { createTimelineItems, type TimelineItem } from './timeline-item.ts';

interface TimelineContentOptions {
  readonly timeline: Pick<Timeline, 'messages' | 'changes' | 'hasOlder' | 'hasNewer'>;
  readonly myId: string;
  readonly pending: readonly PendingMessage[];
  readonly separatorAfterSeq: number | null;
}

/**
 * Returns the timeline entries of a room. Reuses the row objects of unchanged messages, so that React renders only
 * changed rows.
 */
export function useTimelineContent(options: TimelineContentOptions): readonly TimelineItem[] {
  const { timeline, myId, pending, separatorAfterSeq } = options;
  const { messages, changes, hasOlder, hasNewer } = timeline;
  const previousRowsRef = useRef<PreviousRowByMessage>(new WeakMap());
  // Hide the "New" separator once the user has sent a message, because the user has read the messages above it.
  const hasSentMessage =
    pending.length > 0 ||
    (separatorAfterSeq !== null &&
      messages.some(({ seq, sender_id }) => seq > separatorAfterSeq && sender_id === myId));
  const laidOutRows = useMemo(() => {
    const firstUnreadPlace =
      separatorAfterSeq === null || hasSentMessage
        ? 'none'
        : findFirstUnread({ messages, hasOlder, hasNewer }, separatorAfterSeq, myId);
    return layOutMessages(
      messages,
      typeof firstUnreadPlace === 'object' ? firstUnreadPlace.message : undefined,
      previousRowsRef.current,
    );
  }, [messages, hasOlder, hasNewer, separatorAfterSeq, hasSentMessage, myId]);
  const systemMessages = useMemo(() => createSystemMessages(changes, myId), [changes, myId]);
  return useMemo(
    () => createTimelineItems({ myId, rows: laidOutRows, systemMessages, pending, hasOlder, hasNewer }),
    [myId, laidOutRows, systemMessages, pending, hasOlder, hasNewer],
  );
}
