import { setTimeout } from 'node:timers/promises';
import type { TestSystem, TestUser } from '@kcs/testkit';
import { io } from 'socket.io-client';

const TRAFFIC_PAUSE_MS = 1_000;
const CONNECT_TIMEOUT_MS = 15_000;
const REQUESTS_PER_REFRESH = 10;

/** Returns the id of the key with which a token is signed. */
export const readSigningKeyId = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')).kid;

/**
 * Simulates users who keep sending requests, refreshing their tokens, and connecting sockets, all through the front
 * door.
 */
export class Traffic {
  readonly failures: string[] = [];
  requests = 0;
  connects = 0;
  readonly #system: TestSystem;
  readonly #tokens = new Map<TestUser, string>();
  readonly #loops: Promise<void>[] = [];
  #ended = false;

  constructor(system: TestSystem, people: readonly TestUser[]) {
    this.#system = system;
    for (const person of people) this.#loops.push(this.#sendRequests(person), this.#connect(person));
  }

  /** Returns whether every user's current access token is signed with this key. */
  allSignedBy(kid: string): boolean {
    return [...this.#tokens.values()].every((token) => readSigningKeyId(token) === kid);
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#loops);
  }

  async #sendRequests(person: TestUser): Promise<void> {
    const sessionTokens = { token: person.token, refresh_token: person.refreshToken };
    for (let n = 1; !this.#ended; n++) {
      this.#tokens.set(person, sessionTokens.token);
      if (n % REQUESTS_PER_REFRESH > 0) await this.#rest('GET', '/auth/me', sessionTokens.token);
      else {
        const { refresh_token } = sessionTokens;
        Object.assign(sessionTokens, await this.#rest('POST', '/auth/refresh', undefined, { refresh_token }));
      }
      await setTimeout(TRAFFIC_PAUSE_MS);
    }
  }

  async #rest(method: string, path: string, token: string | undefined, body?: object): Promise<object> {
    this.requests += 1;
    try {
      const response = await fetch(`${this.#system.frontDoor}/api/v1${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        body: body ? JSON.stringify(body) : null,
        signal: AbortSignal.timeout(10_000),
      });
      const responseBody = (await response.json()) as { data?: object };
      if (response.status !== 200) this.failures.push(`${method} ${path}: ${JSON.stringify(responseBody)}`);
      return responseBody.data ?? {};
    } catch (error) {
      this.failures.push(`${method} ${path}: ${String((error as Error).cause ?? error)}`);
      return {};
    }
  }

  async #connect(person: TestUser): Promise<void> {
    while (!this.#ended) {
      const token = this.#tokens.get(person) ?? person.token;
      const socketClient = io(this.#system.socketUrl, {
        auth: { token },
        transports: ['websocket'],
        forceNew: true,
        reconnectionDelay: 100,
        timeout: 5_000,
      });
      // After a temporary failure, the Socket.IO client tries to connect again by itself. After a final refusal, it
      // stops.
      await new Promise<void>((resolve) => {
        const connectTimer = globalThis.setTimeout(
          () => recordFailure('not connected in time'),
          CONNECT_TIMEOUT_MS,
        );
        const settleConnect = () => {
          clearTimeout(connectTimer);
          resolve();
        };
        const recordFailure = (reason: string) => {
          this.failures.push(`connect with ${readSigningKeyId(token)}: ${reason}`);
          settleConnect();
        };
        socketClient.once('connect', settleConnect);
        socketClient.on('connect_error', ({ message }) => socketClient.active || recordFailure(message));
      });
      this.connects += 1;
      socketClient.disconnect();
      await setTimeout(TRAFFIC_PAUSE_MS);
    }
  }
}
