import { useEffect } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { getTimelineNavigation, type ReadingPlace } from './timeline-navigation.ts';

/** Remembers where the user stops reading a room, so that the room opens at that place the next time. */
export function useRememberedPlace(roomId: string, getReadingPlace: () => ReadingPlace | null): void {
  const chat = useChat();
  useEffect(() => {
    const { places } = getTimelineNavigation(chat);
    return () => {
      const readingPlace = getReadingPlace();
      if (readingPlace) places.set(roomId, readingPlace);
      else places.delete(roomId);
    };
  }, [chat, roomId, getReadingPlace]);
}
