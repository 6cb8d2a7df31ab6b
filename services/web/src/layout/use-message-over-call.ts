import { useEffect } from 'react';
import { useCallController } from '../call/call-controller.ts';
import { useChat } from '../chat/chat-context.ts';
import { getTimelineNavigation } from '../timeline/timeline-navigation.ts';

/**
 * Hides the call that covers the messages of its room when the user opens one of these messages, for example from a
 * notification.
 */
export function useMessageOverCall(): void {
  const chat = useChat();
  const controller = useCallController();
  useEffect(() => {
    const navigation = getTimelineNavigation(chat);
    const hideCallOfRoom = () => {
      if (navigation.request?.roomId === controller.getState()?.roomId) controller.setMinimized(true);
    };
    navigation.listeners.add(hideCallOfRoom);
    return () => {
      navigation.listeners.delete(hideCallOfRoom);
    };
  }, [chat, controller]);
}
