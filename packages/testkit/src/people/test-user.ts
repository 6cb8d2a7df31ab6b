import type { LoginResult } from '@kcs/contracts';
import { TestSocket, type TestSocketOptions } from '../sockets/test-socket.ts';
import { type RestAnswer, type RestOptions, sendRestRequest } from './rest-client.ts';

/** The parts of a test system that test users need. */
export interface SystemAccess {
  readonly frontDoor: string;
  readonly socketUrl: string;
  /** Registers a socket to disconnect when the test system stops. */
  keep(socket: TestSocket): void;
  /** Registers a secret that must never appear in a log line. */
  secret(text: string): void;
}

export interface LoginCredentials {
  readonly email: string;
  readonly password: string;
}

/** A user with one login session, who sends REST requests and opens sockets. */
export class TestUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly #credentials: LoginCredentials;
  readonly #access: SystemAccess;

  private constructor(answer: LoginResult, credentials: LoginCredentials, access: SystemAccess) {
    this.id = answer.user.id;
    this.name = answer.user.name;
    this.email = credentials.email;
    this.token = answer.token;
    this.refreshToken = answer.refresh_token;
    this.#credentials = credentials;
    this.#access = access;
  }

  static async login(credentials: LoginCredentials, access: SystemAccess): Promise<TestUser> {
    const { status, body } = await sendRestRequest(
      access.frontDoor,
      undefined,
      'POST',
      '/auth/login',
      credentials,
    );
    if (status !== 200)
      throw new Error(`Could not log in as ${credentials.email}: ${status} ${JSON.stringify(body)}`);
    const loginResult = body.data as LoginResult;
    for (const text of [credentials.password, loginResult.token, loginResult.refresh_token])
      access.secret(text);
    return new TestUser(loginResult, credentials, access);
  }

  /** Logs the same user in again, as if on another device. Returns a user with a separate session. */
  login(): Promise<TestUser> {
    return TestUser.login(this.#credentials, this.#access);
  }

  request(method: string, path: string, body?: unknown, options?: RestOptions): Promise<RestAnswer> {
    return sendRestRequest(this.#access.frontDoor, this.token, method, path, body, options);
  }

  /**
   * Connects a `socket.io-client` with default options. If the server refuses the connection, throws an error that
   * states the reason.
   */
  async connect(gateway?: { readonly url: string }, options: TestSocketOptions = {}): Promise<TestSocket> {
    const testSocket = new TestSocket(gateway?.url ?? this.#access.socketUrl, {
      auth: { token: this.token },
      ...options,
    });
    this.#access.keep(testSocket);
    await testSocket.connects();
    return testSocket;
  }
}
