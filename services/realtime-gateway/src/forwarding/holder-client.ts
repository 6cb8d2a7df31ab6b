import { Agent, type ClientRequest, type OutgoingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import type { ForeignSession } from './foreign-session.ts';
import { FORWARDING_HEADER, signForwardedRequest } from './forwarding-signature.ts';
import type { ForwardingTimeouts } from './forwarding-timeouts.ts';
import type { GatewayAddress } from './gateway-address.ts';

interface HolderRequestOptions {
  readonly address: GatewayAddress;
  readonly session: ForeignSession;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: OutgoingHttpHeaders;
  /** Maximum time until the response or the upgrade begins. */
  readonly responseTimeoutMs: number;
  /** Whether the request gets a TCP connection of its own, which becomes a tunnel. */
  readonly opensTunnel?: boolean;
}

interface HolderClientOptions {
  readonly key: string;
  /** Returns the time in Unix ms of the clock that all gateways share. */
  readonly now: () => number;
  readonly timeouts: Pick<ForwardingTimeouts, 'connectMs' | 'idleMs'>;
}

class HolderTimeoutError extends Error {
  constructor() {
    super('The gateway that holds the session did not answer in time');
    this.name = 'HolderTimeoutError';
  }
}

const MAX_IDLE_CONNECTIONS = 256;
/** Errors of a connection attempt to a process that has ended, or to a machine that is gone. */
const GONE_ERROR_CODES = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Returns whether the error proves that no gateway listens at the address any more. */
export const isGatewayGone = (error: unknown): boolean =>
  GONE_ERROR_CODES.includes((error as NodeJS.ErrnoException).code ?? '');

/** Sends signed requests to the gateways that hold sessions. */
export class HolderClient {
  readonly #options: HolderClientOptions;
  readonly #agent: Agent;

  constructor(options: HolderClientOptions) {
    this.#options = options;
    this.#agent = new Agent({
      keepAlive: true,
      maxFreeSockets: MAX_IDLE_CONNECTIONS,
      timeout: options.timeouts.idleMs,
    });
  }

  /**
   * Starts a request. The caller must end it. The request fails with a `HolderTimeoutError` if the connection or the
   * response takes too long. Throws if a header contains forbidden characters.
   */
  open({ address, session, method, headers, ...options }: HolderRequestOptions): ClientRequest {
    const { key, now, timeouts } = this.#options;
    const { path, sessionId } = session;
    const signature = signForwardedRequest(key, { method, path, sessionId }, now());
    const holderRequest = request({
      host: address.host,
      port: address.port,
      method,
      path,
      headers: { ...headers, [FORWARDING_HEADER]: signature },
      agent: options.opensTunnel ? false : this.#agent,
    });
    limitWaits(holderRequest, options.responseTimeoutMs, timeouts.connectMs);
    return holderRequest;
  }

  stop(): void {
    this.#agent.destroy();
  }
}

function limitWaits(holderRequest: ClientRequest, responseTimeoutMs: number, connectTimeoutMs: number): void {
  const failRequest = () => holderRequest.destroy(new HolderTimeoutError());
  const responseTimer = setTimeout(failRequest, responseTimeoutMs);
  const connectTimer = setTimeout(failRequest, Math.min(connectTimeoutMs, responseTimeoutMs));
  holderRequest.once('socket', (socket: Socket) => {
    // The agent's idle limit must not end a connection on which a long poll is waiting.
    socket.setTimeout(0);
    socket.setNoDelay(true);
    if (socket.connecting) socket.once('connect', () => clearTimeout(connectTimer));
    else clearTimeout(connectTimer);
  });
  for (const event of ['response', 'upgrade', 'close']) {
    holderRequest.once(event, () => {
      clearTimeout(responseTimer);
      clearTimeout(connectTimer);
    });
  }
}
