import { randomBytes } from 'node:crypto';
import { createTokenIssuer, readSigningKeys, type TokenIssuer } from '@kcs/auth';
import type { Room, UserType } from '@kcs/contracts';
import { eventually } from '../eventually.ts';
import { type SystemAccess, TestUser } from '../people/test-user.ts';
import type { TestDatabase } from '../servers/test-database.ts';
import type { TestNats } from '../servers/test-nats.ts';
import type { TestSocket } from '../sockets/test-socket.ts';
import type { SystemSecrets } from './secrets.ts';

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

/** A replica of a service that accepts connections. */
export interface ReachableReplica {
  readonly name: string;
  readonly url: string;
}

/** Where a system is reached, and the secrets with which tests act as its operator. */
export interface ChatSystemParts<Replica extends ReachableReplica> {
  readonly apis: readonly [Replica, ...Replica[]];
  readonly gateways: readonly [Replica, ...Replica[]];
  readonly nats: Pick<TestNats, 'getConnectionOptions'>;
  readonly database: Pick<TestDatabase, 'url' | 'query'>;
  /** The base URL of the REST API. If HAProxy is used, this URL also accepts sockets. */
  readonly frontDoor: string;
  readonly socketUrl: string;
  readonly secrets: Pick<SystemSecrets, 'admin' | 'signingKeys'>;
}

/** The issuer and audience that all services accept by default. */
const TOKEN_AUDIENCE = 'kcs-chat';
const ISSUED_TOKEN_TTL_S = 24 * 60 * 60;

/** A running system in which a test creates users and rooms. The test need not have started the system. */
export class ChatSystem<Replica extends ReachableReplica = ReachableReplica> {
  readonly apis: readonly [Replica, ...Replica[]];
  readonly gateways: readonly [Replica, ...Replica[]];
  readonly database: Pick<TestDatabase, 'url' | 'query'>;
  readonly nats: Pick<TestNats, 'getConnectionOptions'>;
  readonly frontDoor: string;
  readonly socketUrl: string;
  readonly sockets = new Set<TestSocket>();
  readonly #secrets: ChatSystemParts<Replica>['secrets'];
  readonly #access: SystemAccess;
  #admin: Promise<TestUser> | undefined;
  #tokenIssuer: Promise<TokenIssuer> | undefined;
  #people = 0;
  /** Distinguishes the users of this process from those of other processes that use the same system. */
  readonly #userSuffix = randomBytes(3).toString('hex');

  constructor(parts: ChatSystemParts<Replica>, onSecret: (text: string) => void = () => {}) {
    this.apis = parts.apis;
    this.gateways = parts.gateways;
    this.database = parts.database;
    this.nats = parts.nats;
    this.frontDoor = parts.frontDoor;
    this.socketUrl = parts.socketUrl;
    this.#secrets = parts.secrets;
    this.#access = {
      frontDoor: parts.frontDoor,
      socketUrl: parts.socketUrl,
      keep: (socket) => void this.sockets.add(socket),
      secret: onSecret,
    };
  }

  /** Logs in as the first Admin. Repeated calls return the same login. */
  admin(): Promise<TestUser> {
    this.#admin ??= TestUser.login(this.#secrets.admin, this.#access);
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
    const { email = `person-${this.#people}-${this.#userSuffix}@school.example` } = wanted;
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
    this.#tokenIssuer ??= readSigningKeys(this.#secrets.signingKeys).then((keys) =>
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
}
