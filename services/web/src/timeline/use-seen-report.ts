import { useCallback, useRef } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { seenUpTo } from './first-unread.ts';
import type { VisibleRows } from './visible-rows.ts';

/**
 * Returns a function that reports visible messages as seen. If the user skips a message, that message and all later
 * messages stay unread until the skipped message becomes visible.
 */
export function useSeenReport(roomId: string): (visible: VisibleRows) => void {
  const chat = useChat();
  /** The seqs of the messages above the read cursor that have been visible. */
  const wereVisible = useRef(new Set<number>());
  return useCallback(
    (visible) => {
      const { rooms, timelines, me } = chat.getState();
      const timeline = timelines[roomId];
      const cursor = rooms[roomId]?.summary.last_seen_seq;
      if (!timeline || cursor === undefined) return;
      for (const seq of wereVisible.current) if (seq <= cursor) wereVisible.current.delete(seq);
      for (const seq of visible.ended) if (seq > cursor) wereVisible.current.add(seq);
      const reached = seenUpTo(timeline, cursor, me.id, (seq) => wereVisible.current.has(seq));
      if (reached > cursor) chat.markSeen(roomId, reached);
    },
    [chat, roomId],
  );
}
