import type { Room } from '@kcs/contracts';

/**
 * Returns the id that determines the color of a room's avatar: the other person's user id for a direct room, and the
 * room id for a group.
 */
export const avatarIdOf = ({ id, peer }: Pick<Room, 'id' | 'peer'>): string => peer?.user_id ?? id;
