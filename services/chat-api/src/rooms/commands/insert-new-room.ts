import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { requireActiveUsers } from '../../identity/queries/require-active-users.ts';
import type { RoomDeps } from '../room-deps.ts';
import { addFirstMembers, type NewRoom } from '../rows/add-first-members.ts';
import { insertRoom } from '../rows/insert-room.ts';
import type { OwnSettings } from '../rows/own-settings.ts';
import { unhideDirectRoom } from '../rows/unhide-direct-room.ts';

export interface CreateRoomResult {
  readonly roomId: string;
  /** False if the two people already had a direct room. In that case, nobody is notified. */
  readonly created: boolean;
  /**
   * The caller's settings for the room if the request made a hidden direct room visible again, otherwise undefined. The
   * caller's other devices need these settings.
   */
  readonly settings: OwnSettings | undefined;
}

interface NewRoomRequest extends Pick<NewRoom, 'roomType' | 'postPolicy' | 'directKey'> {
  readonly userId: string;
  readonly otherMemberIds: readonly string[];
  /** The name of a group. Absent for a direct room. */
  readonly name: string | undefined;
}

/**
 * Stores a new room and its first event. Storing a large room takes a while, so a user can store at most two rooms at
 * the same time.
 */
export async function insertNewRoom(
  { db, outbox, roomChanges }: Pick<RoomDeps, 'db' | 'outbox' | 'roomChanges'>,
  { userId, otherMemberIds, roomType, name, postPolicy, directKey }: NewRoomRequest,
): Promise<CreateRoomResult> {
  const insertRoomWithMembers = async (tx: Transaction) => {
    const activeUsers = await requireActiveUsers(tx, [userId, ...otherMemberIds]);
    const newRoom = {
      roomType,
      name: name ?? activeUsers.map((person) => person.name).join(' & '),
      postPolicy,
      directKey,
      people: activeUsers,
    };
    const insertedRoom = await insertRoom(tx, newRoom);
    if (insertedRoom)
      return {
        roomId: insertedRoom.id,
        event: await addFirstMembers(tx, insertedRoom, newRoom),
        settings: undefined,
      };
    // Another request has created this direct room in the meantime. The insert waited for that request to commit, so
    // the room can be read now.
    const concurrentRoom = directKey && (await unhideDirectRoom(tx, directKey, userId));
    if (!concurrentRoom) throw new ChatError('UNAVAILABLE');
    return concurrentRoom;
  };
  const { event, roomId, settings } = await roomChanges.run(
    () => db.transaction(insertRoomWithMembers),
    userId,
  );
  if (event) outbox.offer([event]);
  return { roomId, created: event !== undefined, settings };
}
