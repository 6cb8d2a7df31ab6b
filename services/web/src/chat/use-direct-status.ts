import type { Room, VisibleStatus } from '@kcs/contracts';
import { useChatState } from './chat-context.ts';

/**
 * Returns the presence status of the other person in a direct room. Returns undefined for a group room, or if the
 * status is unknown, as it is without a connection.
 */
export function useDirectStatus(room: Pick<Room, 'id' | 'room_type'>): VisibleStatus | undefined {
  return useChatState((state) => {
    if (room.room_type !== 'direct' || state.connection !== 'online') return undefined;
    const other = state.rosters[room.id]?.members.find((member) => member.user_id !== state.me.id);
    return other ? state.presence[other.user_id]?.status : undefined;
  });
}
