import { useCallback, useRef } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { findReadCursor } from './find-read-cursor.ts';
import type { VisibleRows } from './visible-rows.ts';

/**
 * Returns a function that reports visible messages as seen. If the user skips a message, that message and all later
 * messages stay unread until the skipped message becomes visible.
 */
export function useSeenReport(roomId: string): (visible: VisibleRows) => void {
  const chat = useChat();
  /** The seqs of the messages above the read cursor whose lower edge has been visible. */
  const seenSeqsRef = useRef(new Set<number>());
  return useCallback(
    (visible) => {
      const { rooms, timelines, me } = chat.getState();
      const timeline = timelines[roomId];
      const readCursor = rooms[roomId]?.summary.last_seen_seq;
      if (!timeline || readCursor === undefined) return;
      for (const seq of seenSeqsRef.current) if (seq <= readCursor) seenSeqsRef.current.delete(seq);
      for (const seq of visible.endVisibleSeqs) if (seq > readCursor) seenSeqsRef.current.add(seq);
      const newReadCursor = findReadCursor(timeline, readCursor, me.id, (seq) =>
        seenSeqsRef.current.has(seq),
      );
      if (newReadCursor > readCursor) chat.markSeen(roomId, newReadCursor);
    },
    [chat, roomId],
  );
}
