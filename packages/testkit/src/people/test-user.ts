import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import type { Json } from '../json.ts';
import { TestSocket } from '../sockets/test-socket.ts';
import { type RestAnswer, type RestOptions, rest } from './rest-client.ts';

export type ConnectOptions = Partial<ManagerOptions & SocketOptions>;

/** What a user needs of the system around. */
export interface Surroundings {
  readonly frontDoor: string;
  readonly socketUrl: string;
  /** Ends the socket with the system. */
  keep(socket: TestSocket): void;
  /** Must never be seen in a log. */
  secret(text: string): void;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A person with one session. */
export class TestUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly #credentials: Credentials;
  readonly #around: Surroundings;

  private constructor(answer: Json, credentials: Credentials, around: Surroundings) {
    this.id = answer.user.id;
    this.name = answer.user.name;
    this.email = credentials.email;
    this.token = answer.token;
    this.refreshToken = answer.refresh_token;
    this.#credentials = credentials;
    this.#around = around;
  }

  static async login(credentials: Credentials, around: Surroundings): Promise<TestUser> {
    const { status, body } = await rest(around.frontDoor, undefined, 'POST', '/auth/login', credentials);
    if (status !== 200) throw new Error(`login of ${credentials.email}: ${status} ${JSON.stringify(body)}`);
    for (const text of [credentials.password, body.data.token, body.data.refresh_token]) around.secret(text);
    return new TestUser(body.data, credentials, around);
  }

  /** The same person on another device: a session of its own. */
  login(): Promise<TestUser> {
    return TestUser.login(this.#credentials, this.#around);
  }

  rest(method: string, path: string, body?: unknown, options?: RestOptions): Promise<RestAnswer> {
    return rest(this.#around.frontDoor, this.token, method, path, body, options);
  }

  /** A plain client with default options, connected; rejects with the server's refusal. */
  async connect(gateway?: { readonly url: string }, options: ConnectOptions = {}): Promise<TestSocket> {
    const socket = new TestSocket(gateway?.url ?? this.#around.socketUrl, {
      auth: { token: this.token },
      ...options,
    });
    this.#around.keep(socket);
    await socket.connects();
    return socket;
  }
}
