import { useEffect, useRef } from 'react';
import { removeRoomFromAddress } from '../chat/room-address.ts';
import { useToastBoard } from '../toasts/toast-context.ts';

const UNKNOWN_ROOM_TEXT = 'You are not in this conversation, or it no longer exists.';

/**
 * Removes a room from the page's address if the room does not exist or the user is not a member, and says so. Stays
 * silent about the room that was open until now, because other notices say why the user lost it.
 */
export function useUnknownRoomNotice(unknownRoomId: string | null, openRoomId: string | null): void {
  const toasts = useToastBoard();
  const lastOpenRoomId = useRef(openRoomId);
  useEffect(() => {
    if (openRoomId !== null) lastOpenRoomId.current = openRoomId;
    if (unknownRoomId === null) return;
    if (unknownRoomId !== lastOpenRoomId.current) toasts.showInfo(UNKNOWN_ROOM_TEXT);
    removeRoomFromAddress();
  }, [toasts, unknownRoomId, openRoomId]);
}
