import { randomUUID } from 'node:crypto';
import { type PrivateServer, startNats } from '@kcs/private-servers';
import { connectNats, createLogger, newId } from '@kcs/service-kit';
import { startTestDatabase } from '@kcs/testkit';
import type { NatsConnection } from '@nats-io/nats-core';
import { Registry } from 'prom-client';
import type { Test } from 'tap';
import { createRoom } from '../../src/commands/create-room.ts';
import type { MessageBudget } from '../../src/commands/message-budget.ts';
import { SendLanes } from '../../src/commands/send-lanes.ts';
import { type SendMessageInput, sendMessage } from '../../src/commands/send-message.ts';
import type { CoreDeps } from '../../src/core-deps.ts';
import { listEvents } from '../../src/queries/list-events.ts';
import { createDatabase, type Database } from '../../src/store/database.ts';
import type { StoredEvent } from '../../src/store/stored-event.ts';

export const silent = createLogger({ service: 'chat-api', instanceId: 'test', level: 'silent' });
export const freeBudget: MessageBudget = { take: async () => {}, giveBack: async () => {} };

/** A migrated database of its own, the commands' dependencies, and what tests need to fill it. */
export interface World {
  readonly db: Database;
  /** What commands offered to the bus, which is not there. */
  readonly offered: StoredEvent[];
  readonly deps: CoreDeps;
  /** Another replica: its own pool and lanes. */
  replica(): CoreDeps;
  user(name?: string): Promise<string>;
  group(owner: string, members?: readonly string[], name?: string): Promise<string>;
  direct(from: string, to: string): Promise<string>;
  send(
    userId: string,
    roomId: string,
    content?: string,
    more?: Partial<SendMessageInput>,
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

export async function startWorld(
  t: Test,
  { nc, databaseUrl }: { nc?: NatsConnection; databaseUrl?: string } = {},
): Promise<World> {
  const url = databaseUrl ?? (await startTestDatabase(t)).url;
  const open = (): Database => {
    const db = createDatabase({ url, poolSize: 6 });
    t.teardown(() => db.close());
    return db;
  };
  const db = open();
  const offered: StoredEvent[] = [];
  const depsOn = (own: Database): CoreDeps => ({
    db: own,
    sends: new SendLanes({ db: own }),
    publisher: { offer: (events) => void offered.push(...events) },
    budget: freeBudget,
    nc: nc as NatsConnection,
    logger: silent,
  });
  const deps = depsOn(db);
  const user = async (name = `User ${randomUUID().slice(0, 8)}`) => {
    const id = newId('user');
    await db.prisma.user.create({ data: { id, name, userType: 'Student' } });
    return id;
  };
  const group: World['group'] = async (userId, memberIds = [], name = 'Class 4b') =>
    (await createRoom(deps, { userId, roomType: 'group', name, memberIds })).roomId;
  return {
    db,
    offered,
    deps,
    replica: () => depsOn(open()),
    user,
    group,
    direct: async (userId, other) =>
      (await createRoom(deps, { userId, roomType: 'direct', memberIds: [other] })).roomId,
    send: async (userId, roomId, content = 'hello', more = {}) =>
      JSON.parse((await sendMessage(deps, { userId, roomId, content, ...more })).message),
    log: async (roomId) => {
      const { events } = await listEvents({ db }, { roomId, after: 0, limit: 1000 });
      return events.map(({ seq, kind, data }) => ({ seq, kind, data: JSON.parse(data) }));
    },
  };
}

/** A private NATS and a connection to it. */
export async function startBus(
  t: Test,
): Promise<{ server: PrivateServer; nc: NatsConnection; metrics: Registry }> {
  const server = await startNats();
  t.teardown(() => server.stop());
  const nc = await connectNats({ url: server.url, name: 'test', logger: silent });
  t.teardown(() => nc.close());
  return { server, nc, metrics: new Registry() };
}
