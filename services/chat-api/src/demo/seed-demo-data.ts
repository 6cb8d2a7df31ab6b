import type { AppDeps } from '../http/create-http-app.ts';
import { createUser } from '../identity/commands/create-user.ts';
import { createRoom } from '../rooms/commands/create-room.ts';
import { sendMessage } from '../rooms/commands/send-message.ts';
import { DEMO_PASSWORD, DEMO_ROOMS, DEMO_USERS, type DemoPerson, type DemoRoom } from './demo-data.ts';

type Deps = Pick<AppDeps, 'db' | 'passwords' | 'sends' | 'publisher' | 'budget'>;
type People = Readonly<Record<DemoPerson, string>>;

/**
 * People and rooms to try the system with, made by the very commands that the API uses. What is there already stays as
 * it is, and a start that was cut short is completed by the next: messages carry a `client_msg_id`.
 */
export async function seedDemoData(deps: Deps): Promise<void> {
  const ids = await Promise.all(
    Object.entries(DEMO_USERS).map(async ([person, user]) => [person, await userId(deps, user)] as const),
  );
  const people = Object.fromEntries(ids) as unknown as People;
  for (const [index, room] of DEMO_ROOMS.entries()) await seedRoom(deps, people, room, index);
}

async function userId(deps: Deps, user: (typeof DEMO_USERS)[DemoPerson]): Promise<string> {
  const known = await deps.db.prisma.user.findUnique({ where: { email: user.email }, select: { id: true } });
  return known?.id ?? (await createUser(deps, { ...user, password: DEMO_PASSWORD })).id;
}

async function seedRoom(deps: Deps, people: People, room: DemoRoom, index: number): Promise<void> {
  const roomId = await roomOf(deps, people, room);
  for (const [at, [from, content]] of room.messages.entries()) {
    await sendMessage(deps, { roomId, userId: people[from], content, client_msg_id: `demo-${index}-${at}` });
  }
}

async function roomOf(deps: Deps, people: People, { name, owner, others }: DemoRoom): Promise<string> {
  const userId = people[owner];
  const memberIds = others.map((person) => people[person]);
  if (name === undefined) return (await createRoom(deps, { userId, roomType: 'direct', memberIds })).roomId;
  const known = await deps.db.prisma.room.findFirst({
    where: { name, createdBy: userId, deletedAt: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  return known?.id ?? (await createRoom(deps, { userId, roomType: 'group', name, memberIds })).roomId;
}
