import { Agent, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const RESPONSE_TIMEOUT_MS = 10_000;

class IdleConnectionClosedError extends Error {}

/**
 * Sends HTTP requests over connections that stay open. The load generator shares the machine with the servers that it
 * measures, so this class uses `node:http`, which needs a quarter of the CPU time of `fetch`.
 */
export class KeepAliveClient {
  readonly #agent: Agent;

  constructor(maxConnections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: maxConnections });
  }

  /**
   * Sends a POST request with a JSON body. Rejects if there is no response within 10 s. If the server closes an idle
   * connection just as the request is written to it, sends the request again.
   */
  async post(url: string, token: string, body: unknown): Promise<HttpAnswer> {
    const payload = JSON.stringify(body);
    try {
      return await this.#send(url, token, payload);
    } catch (error) {
      if (!(error instanceof IdleConnectionClosedError)) throw error;
      return this.#send(url, token, payload);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(url: string, token: string, payload: string): Promise<HttpAnswer> {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
    };
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers, timeout: RESPONSE_TIMEOUT_MS };
      const clientRequest = request(url, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on('error', reject);
      });
      clientRequest.on('timeout', () =>
        clientRequest.destroy(new Error(`No response within ${RESPONSE_TIMEOUT_MS} ms: POST ${url}`)),
      );
      clientRequest.on('error', (error: NodeJS.ErrnoException) =>
        reject(
          clientRequest.reusedSocket && error.code === 'ECONNRESET' ? new IdleConnectionClosedError() : error,
        ),
      );
      clientRequest.end(payload);
    });
  }
}
