import type { Room } from '@kcs/contracts';

/** Returns the title of a room for this user: the name of the other person in a direct room (ROOM-4). */
export const getRoomTitle = (room: Pick<Room, 'name' | 'peer'>): string => room.peer?.name ?? room.name;
