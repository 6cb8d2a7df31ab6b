import { type RestAnswer, TestSocket, type TestSystem } from '@kcs/testkit';

/** A user whose token comes from an external identity provider, and who never logs in with a password. */
export class ExternalUser {
  readonly token: string;
  readonly #system: TestSystem;

  constructor(system: TestSystem, token: string) {
    this.#system = system;
    this.token = token;
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    api: { readonly url: string } = this.#system.apis[0],
  ): Promise<Pick<RestAnswer, 'status' | 'body'>> {
    const restResponse = await fetch(`${api.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    return { status: restResponse.status, body: (await restResponse.json()) as RestAnswer['body'] };
  }

  /** Returns the status of `GET /auth/me` from each chat-api. */
  async statusOnEachApi(): Promise<number[]> {
    return Promise.all(
      this.#system.apis.map(async (api) => (await this.request('GET', '/auth/me', undefined, api)).status),
    );
  }

  /**
   * Connects a socket with the guest's token. Rejects with the server's `connect_error` if the server refuses the
   * token.
   */
  async connect(gateway: { readonly url: string } = this.#system.gateways[0]): Promise<TestSocket> {
    const socket = new TestSocket(gateway.url, { auth: { token: this.token } });
    this.#system.sockets.add(socket);
    await socket.connects();
    return socket;
  }
}
