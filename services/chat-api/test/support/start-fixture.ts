import { randomUUID } from 'node:crypto';
import { connectNats, createLogger, newId } from '@kcs/service-kit';
import { startTestDatabase, startTestNats, type TestNats } from '@kcs/testkit';
import type { NatsConnection } from '@nats-io/nats-core';
import { Registry } from 'prom-client';
import type { Test } from 'tap';
import { createDatabase, type Database } from '../../src/database/database.ts';
import type { Budget } from '../../src/limits/budget.ts';
import { createDatabasePoolShares } from '../../src/limits/pool-shares.ts';
import { listEvents } from '../../src/log/list-events.ts';
import type { StoredEvent } from '../../src/log/stored-event.ts';
import { createRoom } from '../../src/rooms/commands/create-room.ts';
import { type SendMessageInput, sendMessage } from '../../src/rooms/commands/send-message.ts';
import type { RoomDeps } from '../../src/rooms/room-deps.ts';
import { SendLanes } from '../../src/rooms/sending/send-lanes.ts';

const POOL_SIZE = 6;

export const silentLogger = createLogger({ service: 'chat-api', instanceId: 'test', level: 'silent' });
const unlimitedBudget: Budget = { take: async () => {}, refund: async () => {} };

/**
 * A migrated database for one test, the dependencies of commands, and helpers that create users, rooms, and messages.
 */
export interface Fixture {
  readonly db: Database;
  /** The events that commands passed to the outbox. The fixture records these events instead of publishing them. */
  readonly offered: StoredEvent[];
  readonly deps: RoomDeps;
  /** Returns the dependencies of another replica, with its own connection pool and send lanes. */
  replica(): RoomDeps;
  user(name?: string): Promise<string>;
  group(owner: string, members?: readonly string[], name?: string): Promise<string>;
  direct(from: string, to: string): Promise<string>;
  send(
    userId: string,
    roomId: string,
    content?: string,
    fields?: Partial<SendMessageInput>,
  ): Promise<SentMessage>;
  log(roomId: string): Promise<LogEntry[]>;
}

export interface SentMessage {
  readonly id: string;
  readonly seq: number;
  readonly [field: string]: unknown;
}
export interface LogEntry {
  readonly seq: number;
  readonly kind: string;
  readonly data: Record<string, unknown>;
}

interface FixtureOptions {
  nc?: NatsConnection;
  /** The URL of a migrated database. Default: a new test database. */
  databaseUrl?: string;
  usePreparedStatements?: boolean;
}

export async function startFixture(
  t: Test,
  { nc, databaseUrl, usePreparedStatements = true }: FixtureOptions = {},
): Promise<Fixture> {
  const postgresUrl = databaseUrl ?? (await startTestDatabase(t)).url;
  const openDatabase = (): Database => {
    const db = createDatabase({ url: postgresUrl, poolSize: POOL_SIZE, usePreparedStatements });
    t.teardown(() => db.close());
    return db;
  };
  const db = openDatabase();
  const offeredEvents: StoredEvent[] = [];
  const createRoomDeps = (db: Database): RoomDeps => ({
    db,
    sendLanes: new SendLanes({ db }),
    outbox: { offer: (events) => void offeredEvents.push(...events) },
    budget: unlimitedBudget,
    newRooms: unlimitedBudget,
    addedPeople: unlimitedBudget,
    ...createDatabasePoolShares(POOL_SIZE),
    // A test must pass a NATS connection if it runs a command that uses NATS.
    nc: nc as NatsConnection,
    logger: silentLogger,
  });
  const deps = createRoomDeps(db);
  const createUser = async (name = `User ${randomUUID().slice(0, 8)}`) => {
    const id = newId('user');
    await db.prisma.user.create({ data: { id, name, userType: 'Student' } });
    return id;
  };
  const createGroup: Fixture['group'] = async (userId, memberIds = [], name = 'Class 4b') =>
    (await createRoom(deps, { userId, roomType: 'group', name, memberIds })).roomId;
  return {
    db,
    offered: offeredEvents,
    deps,
    replica: () => createRoomDeps(openDatabase()),
    user: createUser,
    group: createGroup,
    direct: async (userId, other) =>
      (await createRoom(deps, { userId, roomType: 'direct', memberIds: [other] })).roomId,
    send: async (userId, roomId, content = 'hello', fields = {}) =>
      JSON.parse((await sendMessage(deps, { userId, roomId, content, ...fields })).message),
    log: async (roomId) => {
      const { events } = await listEvents({ db }, { roomId, after: 0, limit: 1000 });
      return events.map(({ seq, kind, data }) => ({ seq, kind, data: JSON.parse(data) }));
    },
  };
}

/** Starts a NATS server for the test and connects to it. */
export async function startBus(
  t: Test,
): Promise<{ server: TestNats; nc: NatsConnection; metrics: Registry }> {
  const natsServer = await startTestNats(t);
  const natsConnection = await connectNats({
    url: natsServer.url,
    creds: natsServer.credsOf('admin'),
    service: 'chat-api',
    name: 'test',
    logger: silentLogger,
  });
  t.teardown(() => natsConnection.close());
  return { server: natsServer, nc: natsConnection, metrics: new Registry() };
}
