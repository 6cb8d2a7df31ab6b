import type { Room } from '@kcs/contracts';

/**
 * Returns the title of a room for this user: the other person's name in a direct room (ROOM-4), and the room's name in
 * a group room.
 */
export const getRoomTitle = (room: Pick<Room, 'name' | 'peer'>): string => room.peer?.name ?? room.name;
