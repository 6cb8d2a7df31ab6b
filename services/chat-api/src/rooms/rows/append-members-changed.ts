import type { Transaction } from '../../database/database.ts';
import { appendEvent, type RoomEventDataByKind } from '../../log/append-event.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import type { LockedRoom } from './lock-room.ts';

type MembersChangedData = RoomEventDataByKind['members-changed'];

/**
 * Appends a `members-changed` event. The caller must hold the room's row lock. `userId` is the user who made the
 * change.
 */
export function appendMembersChanged(
  tx: Transaction,
  room: LockedRoom,
  userId: string,
  changes: Partial<Pick<MembersChangedData, 'added' | 'removed' | 'changed'>>,
): Promise<StoredEvent> {
  return appendEvent(tx, 'members-changed', {
    roomId: room.id,
    added: [],
    removed: [],
    changed: [],
    ...changes,
    by: { userId, name: room.userName },
    roomName: room.name,
    roomType: room.roomType,
    timestamp: room.lockedAt,
  });
}
