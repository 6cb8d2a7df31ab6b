import type { Room } from '@kcs/contracts';
import { useChatState } from './chat-context.ts';

/**
 * Returns the id that determines the color of a room's avatar: the id of the other person in a direct room, or the id
 * of the room. The color of a direct room changes once when the list of its members arrives.
 */
export function useAvatarId(room: Pick<Room, 'id' | 'room_type'>): string {
  return useChatState((state) => {
    if (room.room_type !== 'direct') return room.id;
    const members = state.rosters[room.id]?.members ?? [];
    return members.find((member) => member.user_id !== state.me.id)?.user_id ?? room.id;
  });
}
