import { useEffect, useRef } from 'react';
import { removeRoomFromAddress } from '../chat/room-address.ts';
import { useToastBoard } from '../toasts/toast-context.ts';

const UNKNOWN_ROOM_TEXT =
  'You are not a member of this conversation, or it no longer exists. Pick another one.';

/**
 * Removes an unknown room from the page URL and shows a toast. A room is unknown if it does not exist or the user is
 * not a member. If the user has just lost access to the open room, this hook shows no toast, because other toasts
 * explain the reason.
 */
export function useUnknownRoomToast(unknownRoomId: string | null, openRoomId: string | null): void {
  const toastBoard = useToastBoard();
  const lastOpenRoomIdRef = useRef(openRoomId);
  useEffect(() => {
    if (openRoomId !== null) lastOpenRoomIdRef.current = openRoomId;
    if (unknownRoomId === null) return;
    if (unknownRoomId !== lastOpenRoomIdRef.current) toastBoard.showInfo(UNKNOWN_ROOM_TEXT);
    removeRoomFromAddress();
  }, [toastBoard, unknownRoomId, openRoomId]);
}
