import type { Room } from '@kcs/contracts';

/** What to call a room for this user: a direct room, named "A & B" by default, after the other one. */
export function roomTitle(room: Pick<Room, 'name' | 'room_type'>, myName: string): string {
  if (room.room_type !== 'direct') return room.name;
  if (room.name.startsWith(`${myName} & `)) return room.name.slice(myName.length + 3);
  if (room.name.endsWith(` & ${myName}`)) return room.name.slice(0, -(myName.length + 3));
  return room.name;
}
