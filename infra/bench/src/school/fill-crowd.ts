import pg from 'pg';

/** One person of a crowd, who is logged in but has no socket yet. */
export interface CrowdMember {
  readonly userId: string;
  readonly sessionId: string;
  /** The rooms that the member belongs to, except the room of everybody. */
  readonly roomIds: readonly string[];
}

export interface GeneratedCrowd {
  readonly members: readonly CrowdMember[];
  /** The room that everybody belongs to. */
  readonly everybodyRoomId: string;
}

export interface CrowdScale {
  readonly people: number;
  /**
   * The sizes of the rooms that each member belongs to. Each size splits the crowd into rooms of neighbors, so members
   * who share a small room also share every larger one.
   */
  readonly roomSizes: readonly number[];
  /** The number of this crowd, if one database contains several. Default: 0. */
  readonly crowdNumber?: number;
}

const MAX_ROOMS_PER_SIZE = 1_000_000;
const MAX_NUMBERS_PER_CROWD = 1_000_000_000;

/**
 * Stores people with a login session, their rooms, and one room of everybody. Writes directly into the database, because
 * every login over REST costs 25 ms of CPU time for its password.
 */
export async function fillCrowd(
  databaseUrl: string,
  { people, roomSizes, crowdNumber = 0 }: CrowdScale,
): Promise<GeneratedCrowd> {
  const firstNumber = crowdNumber * MAX_NUMBERS_PER_CROWD;
  const everybodyRoomId = formatCrowdId('room', firstNumber);
  const members = Array.from({ length: people }, (_, n): CrowdMember => {
    const roomIds = roomSizes.map((size, kind) =>
      formatCrowdId('room', firstNumber + (kind + 1) * MAX_ROOMS_PER_SIZE + Math.floor(n / size)),
    );
    const number = firstNumber + n;
    return { userId: formatCrowdId('user', number), sessionId: formatCrowdId('sess', number), roomIds };
  });
  const databaseClient = new pg.Client({ connectionString: databaseUrl });
  await databaseClient.connect();
  try {
    await databaseClient.query(
      `INSERT INTO users (id, name, user_type)
       SELECT id, 'Person ' || n, 'Student' FROM unnest($1::text[]) WITH ORDINALITY AS new (id, n)`,
      [members.map(({ userId }) => userId)],
    );
    await databaseClient.query(
      `INSERT INTO sessions (id, user_id, expires_at)
       SELECT id, user_id, now() + interval '1 day' FROM unnest($1::text[], $2::text[]) AS new (id, user_id)`,
      [members.map(({ sessionId }) => sessionId), members.map(({ userId }) => userId)],
    );
    const memberships = members.flatMap(({ userId, roomIds }) =>
      [everybodyRoomId, ...roomIds].map((roomId) => ({ userId, roomId })),
    );
    await insertRooms(databaseClient, memberships);
    await databaseClient.query('ANALYZE users, sessions, rooms, room_members');
    return { members, everybodyRoomId };
  } finally {
    await databaseClient.end();
  }
}

async function insertRooms(
  databaseClient: pg.Client,
  memberships: readonly { readonly userId: string; readonly roomId: string }[],
): Promise<void> {
  const columns = [memberships.map(({ roomId }) => roomId), memberships.map(({ userId }) => userId)];
  await databaseClient.query(
    `INSERT INTO rooms (id, room_type, name, created_by, last_seq, member_count)
     SELECT room_id, 'group', 'Room ' || room_id, min(user_id), 1, count(*)
     FROM unnest($1::text[], $2::text[]) AS new (room_id, user_id) GROUP BY room_id`,
    columns,
  );
  await databaseClient.query(
    `INSERT INTO room_members (room_id, user_id, role, joined_seq)
     SELECT room_id, user_id, 'member', 1 FROM unnest($1::text[], $2::text[]) AS new (room_id, user_id)`,
    columns,
  );
}

/** Returns an id in chat-api's format. It begins with `c`, so it differs from the ids of all other generators. */
const formatCrowdId = (kind: 'user' | 'sess' | 'room', n: number): string =>
  `${kind}_c${String(n).padStart(25, '0')}`;
