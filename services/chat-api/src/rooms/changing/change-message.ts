import { ChatError } from '@kcs/contracts';
import type { Database, Transaction } from '../../database/database.ts';
import type { RoomDeps } from '../room-deps.ts';
import { type LockedMessage, lockMessage } from '../rows/lock-message.ts';

interface MessageChangeKey {
  readonly userId: string;
  readonly messageId: string;
}

type ChangeMessageDeps = Pick<RoomDeps, 'db' | 'budget' | 'roomChanges'>;

interface PreparedMessageChange<P, T> {
  /**
   * Reads data that `work` needs. Runs before the room is locked, because sends to the room must wait while the room is
   * locked.
   */
  readonly prepare: (roomId: string) => Promise<P>;
  readonly work: (tx: Transaction, message: LockedMessage, prepared: P) => Promise<T>;
}

/**
 * Runs `work` in a transaction that holds the lock of a message's room, and returns the result of `work`. Every call
 * counts against the caller's change budget. If the room is busy, the call waits in the room's queue, together with
 * calls of `changeRoom`.
 *
 * Throws `RATE_LIMITED` if the budget is used up, `MESSAGE_NOT_FOUND` if the message does not exist or the caller is
 * not a member of its room, or `UNAVAILABLE` if the queue is full.
 */
export const changeMessage = <T>(
  deps: ChangeMessageDeps,
  key: MessageChangeKey,
  work: (tx: Transaction, message: LockedMessage) => Promise<T>,
): Promise<T> => prepareAndChangeMessage(deps, key, { prepare: async () => undefined, work });

/** Like `changeMessage`, but runs `prepare` before the room is locked and passes the result of `prepare` to `work`. */
export async function prepareAndChangeMessage<P, T>(
  deps: ChangeMessageDeps,
  key: MessageChangeKey,
  { prepare, work }: PreparedMessageChange<P, T>,
): Promise<T> {
  const { userId, messageId } = key;
  await deps.budget.take(userId);
  // Check the membership before waiting for the room, so that people outside the room cannot fill its queue.
  const roomId = await findRoomIdOfMessage(deps.db, key);
  return deps.roomChanges.run(async () => {
    const preparedData = await prepare(roomId);
    return deps.db.transaction(async (tx) =>
      work(tx, await lockMessage(tx, messageId, userId), preparedData),
    );
  }, roomId);
}

async function findRoomIdOfMessage(
  { prisma }: Pick<Database, 'prisma'>,
  { userId, messageId }: MessageChangeKey,
): Promise<string> {
  const [message] = await prisma.$queryRaw<{ roomId: string }[]>`
    SELECT t.room_id AS "roomId" FROM messages t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = ${userId}
    WHERE t.id = ${messageId}`;
  if (!message) throw new ChatError('MESSAGE_NOT_FOUND');
  return message.roomId;
}
