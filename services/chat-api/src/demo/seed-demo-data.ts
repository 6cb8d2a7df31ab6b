import { insertUser } from '../identity/commands/create-user.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { createRoom } from '../rooms/commands/create-room.ts';
import { sendMessage } from '../rooms/commands/send-message.ts';
import type { RoomDeps } from '../rooms/room-deps.ts';
import { DEMO_PASSWORD, DEMO_ROOMS, DEMO_USERS, type DemoPerson, type DemoRoom } from './demo-data.ts';

type SeedDeps = Pick<IdentityDeps, 'db' | 'passwords'> & Omit<RoomDeps, 'db' | 'nc' | 'logger'>;
type UserIdsByPerson = Readonly<Record<DemoPerson, string>>;

/**
 * Creates demo users, rooms, and messages with the same commands that the API uses (AUTH-15). Leaves existing data
 * unchanged. Can be run again, even after an interruption, because each message has a fixed `client_msg_id`.
 */
export async function seedDemoData(deps: SeedDeps): Promise<void> {
  const [teacher, student, parent, admin] = await Promise.all([
    ensureUser(deps, 'teacher'),
    ensureUser(deps, 'student'),
    ensureUser(deps, 'parent'),
    ensureUser(deps, 'admin'),
  ]);
  const userIds: UserIdsByPerson = { teacher, student, parent, admin };
  for (const [index, room] of DEMO_ROOMS.entries()) await seedRoom(deps, userIds, room, index);
}

async function ensureUser(deps: SeedDeps, person: DemoPerson): Promise<string> {
  const user = DEMO_USERS[person];
  const existingUser = await deps.db.prisma.user.findUnique({
    where: { email: user.email },
    select: { id: true },
  });
  return existingUser?.id ?? (await insertUser(deps, { ...user, password: DEMO_PASSWORD })).id;
}

async function seedRoom(
  deps: SeedDeps,
  userIds: UserIdsByPerson,
  room: DemoRoom,
  roomIndex: number,
): Promise<void> {
  const roomId = await ensureRoom(deps, userIds, room);
  for (const [index, [from, content]] of room.messages.entries()) {
    const client_msg_id = `demo-${roomIndex}-${index}`;
    await sendMessage(deps, { roomId, userId: userIds[from], content, client_msg_id });
  }
}

async function ensureRoom(
  deps: SeedDeps,
  userIds: UserIdsByPerson,
  { name, owner, others }: DemoRoom,
): Promise<string> {
  const userId = userIds[owner];
  const memberIds = others.map((person) => userIds[person]);
  if (name === undefined) return (await createRoom(deps, { userId, roomType: 'direct', memberIds })).roomId;
  const existingRoom = await deps.db.prisma.room.findFirst({
    where: { name, createdBy: userId, deletedAt: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  return existingRoom?.id ?? (await createRoom(deps, { userId, roomType: 'group', name, memberIds })).roomId;
}
