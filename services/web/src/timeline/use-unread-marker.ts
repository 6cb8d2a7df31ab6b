import { useCallback, useRef, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';

export interface UnreadMarker {
  /**
   * The "New" separator appears before the first message that is from another person and has a `seq` above this value.
   * Null hides the separator.
   */
  readonly afterSeq: number | null;
  /**
   * Places the separator if there are unread messages and the separator has not been placed since the user last read
   * everything. Call `update` after reporting visible messages as seen.
   */
  readonly update: () => void;
  readonly clear: () => void;
}

/**
 * Decides where the "New" separator appears. The separator stays in place while the user keeps reading. Once the user
 * has read everything, the separator moves to the next message that the user does not see as soon as it arrives.
 */
export function useUnreadMarker(roomId: string): UnreadMarker {
  const chat = useChat();
  const getRoom = () => chat.getState().rooms[roomId]?.summary;
  const [afterSeq, setAfterSeq] = useState<number | null>(() => {
    const room = getRoom();
    return room && room.unread_count > 0 ? room.last_seen_seq : null;
  });
  const isMarkerPlacedRef = useRef(afterSeq !== null);
  const updateMarker = useCallback(() => {
    const room = chat.getState().rooms[roomId]?.summary;
    if (!room || room.unread_count === 0) {
      isMarkerPlacedRef.current = false;
    } else if (!isMarkerPlacedRef.current) {
      isMarkerPlacedRef.current = true;
      setAfterSeq(room.last_seen_seq);
    }
  }, [chat, roomId]);
  const clearMarker = useCallback(() => {
    isMarkerPlacedRef.current = false;
    setAfterSeq(null);
  }, []);
  return { afterSeq, update: updateMarker, clear: clearMarker };
}
