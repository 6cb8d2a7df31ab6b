import type { UserType } from '@kcs/contracts';
import { eventually } from '../eventually.ts';
import type { Json } from '../json.ts';
import { type Surroundings, TestUser } from '../people/test-user.ts';
import type { ServiceProcess } from '../processes/service-process.ts';
import type { TestDatabase } from '../servers/test-database.ts';
import type { TestServer } from '../servers/test-server.ts';
import type { TestSocket } from '../sockets/test-socket.ts';
import { LogWatch } from './log-watch.ts';
import type { Secrets } from './secrets.ts';

export interface NewUser {
  name?: string;
  user_type?: UserType;
  email?: string;
  password?: string;
}

interface NewRoom {
  owner: TestUser;
  members?: readonly { readonly id: string }[];
  name?: string;
  room_type?: 'group' | 'direct';
}

/** The first is there for sure, so that a test may name it without asking. */
export type Replicas = readonly [ServiceProcess, ...ServiceProcess[]];

export interface Parts {
  readonly apis: Replicas;
  readonly gateways: Replicas;
  readonly presence: Replicas;
  readonly redis: TestServer;
  readonly nats: TestServer;
  /** Only with `ownPostgres`. */
  readonly postgres: TestServer | undefined;
  readonly database: TestDatabase;
  readonly frontDoor: string;
  readonly socketUrl: string;
  readonly secrets: Secrets;
}

/** A running system of real processes, with people and rooms in it. */
export class System {
  readonly apis: Replicas;
  readonly gateways: Replicas;
  readonly presence: Replicas;
  readonly redis: TestServer;
  readonly nats: TestServer;
  readonly database: TestDatabase;
  /** REST, and sockets too where HAProxy stands in front. */
  readonly frontDoor: string;
  readonly socketUrl: string;
  readonly sockets = new Set<TestSocket>();
  readonly #parts: Parts;
  readonly #logs: LogWatch;
  readonly #around: Surroundings;
  #admin: Promise<TestUser> | undefined;
  #people = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.apis = parts.apis;
    this.gateways = parts.gateways;
    this.presence = parts.presence;
    this.redis = parts.redis;
    this.nats = parts.nats;
    this.database = parts.database;
    this.frontDoor = parts.frontDoor;
    this.socketUrl = parts.socketUrl;
    this.#logs = new LogWatch(this.services, parts);
    this.#around = {
      frontDoor: parts.frontDoor,
      socketUrl: parts.socketUrl,
      keep: (socket) => void this.sockets.add(socket),
      secret: (text) => this.#logs.secret(text),
    };
  }

  get services(): readonly ServiceProcess[] {
    return [...this.#parts.apis, ...this.#parts.gateways, ...this.#parts.presence];
  }

  /** The PostgreSQL process; only a system started with `ownPostgres: true` has one to play with. */
  get postgres(): TestServer {
    if (!this.#parts.postgres)
      throw new Error('start the system with { ownPostgres: true } to switch its PostgreSQL');
    return this.#parts.postgres;
  }

  /** The first Admin, from the environment of chat-api. */
  admin(): Promise<TestUser> {
    this.#admin ??= TestUser.login(this.#parts.secrets.admin, this.#around);
    return this.#admin;
  }

  /** A new person, logged in. */
  async user(wanted: NewUser = {}): Promise<TestUser> {
    this.#people += 1;
    const {
      name = `Person ${this.#people}`,
      user_type = 'Student',
      password = `password-${this.#people}`,
    } = wanted;
    const { email = `person-${this.#people}@school.example` } = wanted;
    const admin = await this.admin();
    const { status, body } = await admin.rest('POST', '/users', { name, email, user_type, password });
    if (status !== 201) throw new Error(`making the user ${name}: ${status} ${JSON.stringify(body)}`);
    return TestUser.login({ email, password }, this.#around);
  }

  /** A new room, a group unless said; answers with the room of the REST answer. */
  async room({ owner, members = [], name, room_type = 'group' }: NewRoom): Promise<{ id: string } & Json> {
    const { status, body } = await owner.rest('POST', '/chat/rooms', {
      room_type,
      member_ids: members.map(({ id }) => id),
      ...(name === undefined ? (room_type === 'group' ? { name: 'A room' } : {}) : { name }),
    });
    if (status !== 201) throw new Error(`making a room: ${status} ${JSON.stringify(body)}`);
    return body.data;
  }

  /** For what announces itself by no event; see `eventually`. */
  until<T>(look: () => T | Promise<T>, ms?: number): Promise<Exclude<NonNullable<T>, false>> {
    return eventually('what the test waits for', look, ms);
  }

  /** No service ended without the test's asking. */
  assertAllAlive(t: { same(found: unknown, wanted: unknown, message: string): unknown }): void {
    const ended = this.services.flatMap(({ name, unexpectedEnds }) =>
      unexpectedEnds.map((exit) => ({ name, ...exit })),
    );
    t.same(ended, [], 'no service ended by itself');
  }

  /** No password, token or key of this system is in any log line. */
  assertNoSecretsInLogs(t: { same(found: unknown, wanted: unknown, message: string): unknown }): void {
    t.same(this.#logs.leaks(), [], 'no secret is in the logs');
  }

  /** The last lines of every service and all its warnings, for a failure. */
  describeLogs(): string {
    return this.#logs.describe();
  }
}
