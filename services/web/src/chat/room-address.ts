import { useSyncExternalStore } from 'react';
import { goToAddress, redirectToStart, subscribeToAddress } from '../ui/page-history.ts';
import { createRoomHref, getRoomIdInAddress } from './room-href.ts';

export { createRoomHref, getRoomIdInAddress };

/**
 * Returns the room id in the page's address, or null if there is none, and re-renders the component when the address
 * changes. The open room is part of the address, so that the Back button can return to this room and a reload keeps the
 * room open.
 */
export const useRoomIdInAddress = (): string | null =>
  useSyncExternalStore(subscribeToAddress, getRoomIdInAddress);

/** Opens a room. The Back button returns to the previous room or to the room list. */
export const goToRoomAddress = (roomId: string): void => goToAddress(createRoomHref(roomId));

/**
 * Removes the open room from the page's address. Call this function when the user can no longer open the room or has
 * logged out.
 */
export function removeRoomFromAddress(): void {
  if (location.hash !== '') redirectToStart();
}
