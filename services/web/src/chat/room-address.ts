import { useSyncExternalStore } from 'react';

const PREFIX = '#/rooms/';

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};
export const roomInAddress = () =>
  location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : null;

/** The room that the page's address names: the back button and a reload keep working. */
export const useRoomInAddress = (): string | null => useSyncExternalStore(subscribe, roomInAddress);

export const goToRoom = (roomId: string | null): void => {
  location.hash = roomId === null ? '#/' : `${PREFIX}${roomId}`;
};
