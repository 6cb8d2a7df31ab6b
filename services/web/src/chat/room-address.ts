import { useSyncExternalStore } from 'react';

const PREFIX = '#/rooms/';
/** Anybody can write an address. Only an id may be looked up: `__proto__` would find something in every object. */
const ROOM_ID = /^room_\w{1,40}$/;

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Returns the id of the room in the page's address, or null if it contains none. */
export function roomInAddress(): string | null {
  const id = location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : '';
  return ROOM_ID.test(id) ? id : null;
}

/** Returns the id of the open room. It is part of the page's address, so the back button and reloads work. */
export const useRoomInAddress = (): string | null => useSyncExternalStore(subscribe, roomInAddress);

export const roomHref = (roomId: string): string => `${PREFIX}${roomId}`;

export function goToRoom(roomId: string | null): void {
  location.hash = roomId === null ? '#/' : roomHref(roomId);
}
