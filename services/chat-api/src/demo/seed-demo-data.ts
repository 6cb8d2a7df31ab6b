import { ChatError } from '@kcs/contracts';
import { insertUser } from '../identity/commands/create-user.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { createRoom } from '../rooms/commands/create-room.ts';
import { sendMessage } from '../rooms/commands/send-message.ts';
import type { RoomDeps } from '../rooms/room-deps.ts';
import { DEMO_PASSWORD, DEMO_ROOMS, DEMO_USERS, type DemoPersonKey, type DemoRoom } from './demo-data.ts';

type SeedDemoDataDeps = Pick<IdentityDeps, 'db' | 'passwords'> & Omit<RoomDeps, 'db' | 'nc' | 'logger'>;
/**
 * The codes with which a room refuses a message because people have changed it since the demo data was loaded. For
 * example, a demo user has left the room or was erased. Such messages are left out.
 */
const CODES_OF_CHANGED_ROOMS: readonly string[] = ['ROOM_NOT_FOUND', 'ACCOUNT_CLOSED', 'POSTING_RESTRICTED'];

type UserIdsByPerson = Readonly<Record<DemoPersonKey, string>>;

/**
 * Creates demo users, rooms, and messages with the same commands that the API uses (AUTH-15). Leaves existing data
 * unchanged. Can be run again, even after an interruption, because each message has a fixed `client_msg_id`.
 */
export async function seedDemoData(deps: SeedDemoDataDeps): Promise<void> {
  const [teacher, student, parent, admin] = await Promise.all([
    ensureDemoUser(deps, 'teacher'),
    ensureDemoUser(deps, 'student'),
    ensureDemoUser(deps, 'parent'),
    ensureDemoUser(deps, 'admin'),
  ]);
  const userIds: UserIdsByPerson = { teacher, student, parent, admin };
  for (const [index, room] of DEMO_ROOMS.entries()) await seedDemoRoom(deps, userIds, room, index);
}

async function ensureDemoUser(deps: SeedDemoDataDeps, person: DemoPersonKey): Promise<string> {
  const demoUser = DEMO_USERS[person];
  const existingUser = await deps.db.prisma.user.findUnique({
    where: { email: demoUser.email },
    select: { id: true },
  });
  return existingUser?.id ?? (await insertUser(deps, { ...demoUser, password: DEMO_PASSWORD })).id;
}

async function seedDemoRoom(
  deps: SeedDemoDataDeps,
  userIds: UserIdsByPerson,
  room: DemoRoom,
  roomIndex: number,
): Promise<void> {
  const roomId = await ensureDemoRoom(deps, userIds, room);
  for (const [index, [from, content]] of room.messages.entries()) {
    const client_msg_id = `demo-${roomIndex}-${index}`;
    try {
      await sendMessage(deps, { roomId, userId: userIds[from], content, client_msg_id });
    } catch (error) {
      if (!(error instanceof ChatError && CODES_OF_CHANGED_ROOMS.includes(error.code))) throw error;
    }
  }
}

async function ensureDemoRoom(
  deps: SeedDemoDataDeps,
  userIds: UserIdsByPerson,
  { name, owner, others }: DemoRoom,
): Promise<string> {
  const ownerId = userIds[owner];
  const memberIds = others.map((person) => userIds[person]);
  if (name === undefined)
    return (await createRoom(deps, { userId: ownerId, roomType: 'direct', memberIds })).roomId;
  const existingRoom = await deps.db.prisma.room.findFirst({
    where: { name, createdBy: ownerId, deletedAt: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  return (
    existingRoom?.id ??
    (await createRoom(deps, { userId: ownerId, roomType: 'group', name, memberIds })).roomId
  );
}
