import { useSyncExternalStore } from 'react';
import { useRunning } from '../chat/chat-context.ts';
import type { RoomLine } from './system-message-log.ts';

export function useRoomLines(roomId: string): readonly RoomLine[] {
  const { lines } = useRunning();
  return useSyncExternalStore(lines.subscribe, () => lines.of(roomId));
}
