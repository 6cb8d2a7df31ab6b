import type { Room } from '@kcs/contracts';

/**
 * Returns a room's title as this user sees it. A direct room is stored with the name "A & B", and its title is the
 * other person's name (ROOM-4).
 */
export function roomTitle(room: Pick<Room, 'name' | 'room_type'>, myName: string): string {
  if (room.room_type !== 'direct') return room.name;
  if (room.name.startsWith(`${myName} & `)) return room.name.slice(myName.length + 3);
  if (room.name.endsWith(` & ${myName}`)) return room.name.slice(0, -(myName.length + 3));
  return room.name;
}
