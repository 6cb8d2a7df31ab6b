import { useSyncExternalStore } from 'react';
import type { RoomLine } from '../lines/room-lines.ts';
import { useRunning } from './use-chat.ts';

export function useRoomLines(roomId: string): readonly RoomLine[] {
  const { lines } = useRunning();
  return useSyncExternalStore(lines.subscribe, () => lines.of(roomId));
}
