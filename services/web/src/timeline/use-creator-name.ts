import { useChatState } from '../chat/chat-context.ts';
import { isRoomCreation } from '../system-messages/system-message.ts';

/**
 * Returns the name of the person who started the conversation, or "You" for the user. Returns null if the creator is
 * unknown, or if the change that created the room is not loaded.
 */
export function useCreatorName(roomId: string): string | null {
  return useChatState(({ timelines, me }) => {
    const creator = timelines[roomId]?.changes.find(isRoomCreation)?.by;
    return creator ? (creator.user_id === me.id ? 'You' : creator.name) : null;
  });
}
