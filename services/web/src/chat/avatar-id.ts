import type { Room } from '@kcs/contracts';

/**
 * Returns the id that determines the color of a room's avatar: the id of the other person in a direct room, or the id
 * of the room.
 */
export const avatarIdOf = ({ id, peer }: Pick<Room, 'id' | 'peer'>): string => peer?.user_id ?? id;
