import { useCallback, useRef, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';

export interface UnreadMarker {
  /**
   * The "New" separator appears before the first message of another person above this `seq`. Null hides the separator.
   */
  readonly after: number | null;
  /** Call this function after reporting visible messages as seen. Places the separator if unread messages remain. */
  readonly update: () => void;
  readonly clear: () => void;
}

/**
 * Decides where the "New" separator appears. It stays before the first unread message while the user reads on. After
 * the user has read everything, a new message that is not immediately visible gets a new separator.
 */
export function useUnreadMarker(roomId: string): UnreadMarker {
  const chat = useChat();
  const summary = () => chat.getState().rooms[roomId]?.summary;
  const [after, setAfter] = useState<number | null>(() => {
    const room = summary();
    return room && room.unread_count > 0 ? room.last_seen_seq : null;
  });
  const isPlaced = useRef(after !== null);
  const update = useCallback(() => {
    const room = chat.getState().rooms[roomId]?.summary;
    if (!room || room.unread_count === 0) {
      isPlaced.current = false;
    } else if (!isPlaced.current) {
      isPlaced.current = true;
      setAfter(room.last_seen_seq);
    }
  }, [chat, roomId]);
  const clear = useCallback(() => {
    isPlaced.current = false;
    setAfter(null);
  }, []);
  return { after, update, clear };
}
