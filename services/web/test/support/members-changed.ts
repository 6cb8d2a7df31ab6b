import type { RoomEvent } from '@kcs/contracts';

/** Returns a `members-changed` event of room `r` at seq 7. The name of the acting user is their id in upper case. */
export const membersChanged = (by: string, change: object): RoomEvent =>
  ({
    room_id: 'r',
    seq: 7,
    kind: 'members-changed',
    data: { by: { userId: by, name: by.toUpperCase() }, added: [], removed: [], changed: [], ...change },
  }) as unknown as RoomEvent;
