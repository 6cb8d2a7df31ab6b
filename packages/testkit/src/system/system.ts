import { createTokenIssuer, readSigningKeys, type TokenIssuer } from '@kcs/auth';
import type { Room, UserType } from '@kcs/contracts';
import { eventually } from '../eventually.ts';
import { type SystemAccess, TestUser } from '../people/test-user.ts';
import type { ServiceProcess } from '../processes/service-process.ts';
import type { SentinelGroup } from '../servers/sentinel-group.ts';
import type { TestDatabase } from '../servers/test-database.ts';
import type { TestNats } from '../servers/test-nats.ts';
import type { TestRedis } from '../servers/test-redis.ts';
import type { TestServer } from '../servers/test-server.ts';
import type { TestSocket } from '../sockets/test-socket.ts';
import { ServiceLogWatch } from './log-watch.ts';
import type { ServiceReplicas, TestSystemParts } from './system-parts.ts';

export interface NewUserOptions {
  name?: string;
  user_type?: UserType;
  email?: string;
  password?: string;
}

interface NewRoomOptions {
  owner: TestUser;
  members?: readonly { readonly id: string }[];
  name?: string;
  room_type?: 'group' | 'direct';
}

/** The issuer and audience that all services accept by default. */
const TOKEN_AUDIENCE = 'kcs-chat';
const ISSUED_TOKEN_TTL_S = 24 * 60 * 60;

/** A running system of real processes, in which a test creates users and rooms. */
export class TestSystem {
  readonly apis: ServiceReplicas;
  readonly gateways: ServiceReplicas;
  readonly presence: ServiceReplicas;
  readonly redis: TestRedis;
  readonly nats: TestNats;
  readonly database: TestDatabase;
  /** The base URL of the REST API. If HAProxy is used, this URL also accepts sockets. */
  readonly frontDoor: string;
  readonly socketUrl: string;
  readonly sockets = new Set<TestSocket>();
  readonly #parts: TestSystemParts;
  readonly #logs: ServiceLogWatch;
  readonly #access: SystemAccess;
  #admin: Promise<TestUser> | undefined;
  #tokenIssuer: Promise<TokenIssuer> | undefined;
  #people = 0;

  constructor(parts: TestSystemParts) {
    this.#parts = parts;
    this.apis = parts.apis;
    this.gateways = parts.gateways;
    this.presence = parts.presence;
    this.redis = parts.redis;
    this.nats = parts.natsServers[0];
    this.database = parts.database;
    this.frontDoor = parts.frontDoor;
    this.socketUrl = parts.socketUrl;
    this.#logs = new ServiceLogWatch(this.services, { ...parts, nats: this.nats });
    this.#access = {
      frontDoor: parts.frontDoor,
      socketUrl: parts.socketUrl,
      keep: (socket) => void this.sockets.add(socket),
      secret: (text) => this.#logs.secret(text),
    };
  }

  get services(): readonly ServiceProcess[] {
    return [...this.#parts.apis, ...this.#parts.gateways, ...this.#parts.presence];
  }

  /** The system's own PostgreSQL server. Throws unless the system was started with `ownPostgres: true`. */
  get postgres(): TestServer {
    if (!this.#parts.postgres)
      throw new Error(
        'PostgreSQL can be controlled only if the system is started with { ownPostgres: true }',
      );
    return this.#parts.postgres;
  }

  /** All NATS servers of the cluster. The option `natsServers` sets their number. */
  get natsServers(): readonly TestNats[] {
    return this.#parts.natsServers;
  }

  /** All Redis servers and their Sentinels. Throws unless the system was started with `redisReplicas`. */
  get sentinels(): SentinelGroup {
    if (!this.#parts.sentinels)
      throw new Error('There are Sentinels only if the system is started with { redisReplicas: 1 } or more');
    return this.#parts.sentinels;
  }

  /** The PostgreSQL servers that follow the system's own server. The option `standbys` sets their number. */
  get standbys(): readonly TestServer[] {
    return this.#parts.standbys;
  }

  /** Logs in as the first Admin, whom chat-api creates at startup. Repeated calls return the same login. */
  admin(): Promise<TestUser> {
    this.#admin ??= TestUser.login(this.#parts.secrets.admin, this.#access);
    return this.#admin;
  }

  /** Creates a user and logs in as that user. */
  async user(wanted: NewUserOptions = {}): Promise<TestUser> {
    this.#people += 1;
    const {
      name = `Person ${this.#people}`,
      user_type = 'Student',
      password = `password-${this.#people}`,
    } = wanted;
    const { email = `person-${this.#people}@school.example` } = wanted;
    const adminUser = await this.admin();
    const { status, body } = await adminUser.request('POST', '/users', { name, email, user_type, password });
    if (status !== 201)
      throw new Error(`Could not create the user ${name}: ${status} ${JSON.stringify(body)}`);
    return TestUser.login({ email, password }, this.#access);
  }

  /**
   * Issues an access token for a session that the caller has stored in the database. Unlike a login, this costs almost no
   * CPU time, so thousands of people can connect.
   */
  async issueToken(subject: { readonly userId: string; readonly sessionId: string }): Promise<string> {
    this.#tokenIssuer ??= readSigningKeys(this.#parts.secrets.signingKeys).then((keys) =>
      createTokenIssuer({ keys, issuer: TOKEN_AUDIENCE, audience: TOKEN_AUDIENCE, ttlS: ISSUED_TOKEN_TTL_S }),
    );
    return (await (await this.#tokenIssuer).issue(subject)).token;
  }

  /** Creates a room over REST and returns it. Default: a group room. */
  async room({ owner, members = [], name, room_type = 'group' }: NewRoomOptions): Promise<Room> {
    const { status, body } = await owner.request('POST', '/chat/rooms', {
      room_type,
      member_ids: members.map(({ id }) => id),
      ...(name === undefined ? (room_type === 'group' ? { name: 'A room' } : {}) : { name }),
    });
    if (status !== 201) throw new Error(`Could not create a room: ${status} ${JSON.stringify(body)}`);
    return body.data;
  }

  /**
   * Polls like `eventually` until `getAnswer` returns an answer. Use this method only for changes that no event
   * announces.
   */
  until<T>(getAnswer: () => T | Promise<T>, ms?: number): Promise<Exclude<NonNullable<T>, false>> {
    return eventually('the condition passed to system.until', getAnswer, ms);
  }

  /** Asserts that every service is still running, except those that the test stopped. */
  assertAllAlive(t: { same(found: unknown, wanted: unknown, message: string): unknown }): void {
    const unexpectedExits = this.services.flatMap(({ name, unexpectedEnds }) =>
      unexpectedEnds.map((exit) => ({ name, ...exit })),
    );
    t.same(unexpectedExits, [], 'no service exited unexpectedly');
  }

  /** Asserts that no log line contains a password, token, or key of this system. */
  assertNoSecretsInLogs(t: { same(found: unknown, wanted: unknown, message: string): unknown }): void {
    t.same(this.#logs.leaks(), [], 'no log line contains a secret');
  }

  /**
   * Returns a description of each operation that NATS or Redis denied to our services, according to the servers and to
   * the service logs.
   */
  async refusals(): Promise<string[]> {
    const serverRefusals = await Promise.all(
      [...this.#parts.natsServers, ...(this.#parts.sentinels?.servers ?? [this.redis])].map((server) =>
        server.refusals(),
      ),
    );
    return [...serverRefusals.flat(), ...this.#logs.refusals()];
  }

  /** Returns all warnings and the last log lines of every service, to be printed when a test fails. */
  describeLogs(): string {
    return this.#logs.describe();
  }
}
