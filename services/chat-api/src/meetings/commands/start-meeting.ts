import { ChatError, NOTICES } from '@kcs/contracts';
import { newId, publishNotice } from '@kcs/service-kit';
import type { Queryable, Transaction } from '../../database/database.ts';
import { spendBudgets } from '../../limits/budget.ts';
import { requireMember } from '../../rooms/queries/require-member.ts';
import { JOIN_PEER_SQL, ROOM_NAME_SQL } from '../../rooms/rows/direct-peer.ts';
import type { MeetingDeps } from '../meeting-deps.ts';
import { MEETING_JSON_SQL } from '../meeting-json.ts';

interface StartMeetingInput {
  readonly roomId: string;
  readonly user: { readonly id: string; readonly name: string; readonly isAdmin: boolean };
}

interface MeetingRow {
  readonly id: string;
  readonly json: string;
  readonly createdAt: string;
  readonly roomName: string;
}

/**
 * Each attempt tries to create a meeting and then reads the running one. Another attempt is needed only if a meeting
 * was already running and ended in between.
 */
const MAX_START_ATTEMPTS = 3;

/**
 * Starts a meeting in a room and announces it to the members. If a meeting is already running, returns that meeting
 * instead, announces nothing, and does not count the call against the caller's budget (MEET-1).
 *
 * Throws `ROOM_NOT_FOUND` if the caller is not a member, `POSTING_RESTRICTED` if only owners and admins may send messages
 * in the room (ROOM-14), or `RATE_LIMITED` if the caller has started too many meetings.
 */
export async function startMeeting(
  deps: Pick<MeetingDeps, 'db' | 'nc' | 'newMeetings'>,
  { roomId, user }: StartMeetingInput,
): Promise<{ created: boolean; meeting: string }> {
  const { mayPost } = await requireMember(deps, { userId: user.id, roomId });
  // Look for a running meeting first, so that a user whose budget is used up still finds it.
  const runningMeeting = await readRunningMeeting(deps.db.prisma, roomId, user.id);
  if (runningMeeting) return { created: false, meeting: runningMeeting.json };
  // The start of a meeting notifies all members, as a message does.
  if (!mayPost)
    throw new ChatError('POSTING_RESTRICTED', 'Only owners and admins can start a meeting in this room.');
  const { created, row } = await spendBudgets(
    [{ budget: deps.newMeetings, amount: 1 }],
    { userId: user.id, isAdmin: user.isAdmin },
    async () => {
      const foundOrCreatedMeeting = await findOrCreateMeeting(deps, roomId, user.id);
      return { result: foundOrCreatedMeeting, unused: [foundOrCreatedMeeting.created ? 0 : 1] };
    },
  );
  if (created) {
    publishNotice(deps.nc, NOTICES.meetingStarted, {
      meetingId: row.id,
      roomId,
      roomName: row.roomName,
      startedBy: user.id,
      starterName: user.name,
      timestamp: row.createdAt,
    });
  }
  return { created, meeting: row.json };
}

async function findOrCreateMeeting(
  { db }: Pick<MeetingDeps, 'db'>,
  roomId: string,
  userId: string,
): Promise<{ created: boolean; row: MeetingRow }> {
  for (let attempt = 0; attempt < MAX_START_ATTEMPTS; attempt += 1) {
    const attemptResult = await db.transaction(async (tx) => {
      const wasCreated = await insertMeetingIfNoneRuns(tx, roomId, userId);
      const meetingRow = await readRunningMeeting(tx, roomId, userId);
      return meetingRow && { created: wasCreated, row: meetingRow };
    });
    if (attemptResult) return attemptResult;
    await requireMember({ db }, { userId, roomId });
  }
  throw new ChatError('UNAVAILABLE');
}

/**
 * Creates a meeting unless one is running, and returns whether it created one. Locks the room against deletion until
 * the transaction ends, because the deletion of a room ends its meeting.
 */
async function insertMeetingIfNoneRuns(tx: Transaction, roomId: string, userId: string): Promise<boolean> {
  const createdMeetingCount = await tx.$executeRaw`
    INSERT INTO meetings (id, room_id, created_by)
    SELECT ${newId('meet')}, r.id, m.user_id
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    WHERE r.id = ${roomId} AND r.deleted_at IS NULL
    FOR SHARE OF r
    ON CONFLICT (room_id) WHERE ended_at IS NULL DO NOTHING`;
  return createdMeetingCount > 0;
}

async function readRunningMeeting(
  db: Pick<Queryable, '$queryRaw'>,
  roomId: string,
  userId: string,
): Promise<MeetingRow | undefined> {
  const [row] = await db.$queryRaw<MeetingRow[]>`
    SELECT g.id, ${MEETING_JSON_SQL} AS json, iso(g.created_at) AS "createdAt", ${ROOM_NAME_SQL} AS "roomName"
    FROM meetings g JOIN rooms r ON r.id = g.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    ${JOIN_PEER_SQL}
    WHERE g.room_id = ${roomId} AND g.ended_at IS NULL`;
  return row;
}
