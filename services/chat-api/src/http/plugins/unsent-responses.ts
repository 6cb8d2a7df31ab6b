import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Gauge, type Registry } from 'prom-client';

interface UnsentResponsesOptions {
  readonly metrics: Registry;
  readonly limits?: Limits;
}

interface Limits {
  /** Maximum number of unsent bytes to all clients. */
  readonly total: number;
  /** Maximum number of unsent bytes to one user, or to one address without a user. */
  readonly perUser: number;
  /** A connection whose client reads nothing for this long is closed. */
  readonly stalledMs: number;
}

/**
 * The total leaves most of the 1 GiB of a container to requests. One user needs far less: the largest list of rooms has
 * about 10 MB. A socket of a gateway that reads nothing is closed after the same time (LIM-5).
 */
const LIMITS: Limits = { total: 128 * 1024 * 1024, perUser: 16 * 1024 * 1024, stalledMs: 10_000 };

interface Unsent {
  readonly bytes: number;
  readonly user: string;
  readonly socket: Socket;
}

/**
 * Bounds the memory of responses that clients do not read (LIM-10). Closes a connection whose client reads nothing for
 * 10 s. If a user's or all unsent responses together exceed their limit, closes the connections with the oldest ones:
 * a client that reads receives its responses in less time.
 */
export const unsentResponses = fp<UnsentResponsesOptions>(
  async (app, { metrics, limits = LIMITS }) => {
    const gauge = new Gauge({
      name: 'http_unsent_response_bytes',
      help: 'Bytes of responses that the clients have not read yet',
      registers: [metrics],
    });
    /** The unsent responses, oldest first. */
    const unsent = new Set<Unsent>();
    const bytesByUser = new Map<string, number>();
    let total = 0;
    const count = ({ user, bytes }: Unsent, sign: 1 | -1) => {
      total += sign * bytes;
      const ofUser = (bytesByUser.get(user) ?? 0) + sign * bytes;
      if (ofUser === 0) bytesByUser.delete(user);
      else bytesByUser.set(user, ofUser);
      gauge.set(total);
    };
    const remove = (response: Unsent) => {
      if (unsent.delete(response)) count(response, -1);
    };
    const closeOldest = (isOver: () => boolean, user?: string) => {
      for (const response of unsent) {
        if (!isOver()) return;
        if (user !== undefined && response.user !== user) continue;
        remove(response);
        response.socket.destroy();
      }
    };
    app.addHook('onSend', async (request, reply, payload) => {
      const bytes = typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.byteLength(payload) : 0;
      const { socket } = request.raw;
      if (bytes === 0 || reply.raw.closed) return;
      const response = { bytes, user: userOf(request), socket };
      unsent.add(response);
      count(response, 1);
      // Node emits `close` after the operating system has taken the whole response, and also if the client disconnects.
      reply.raw.once('close', () => remove(response));
      // Node restarts this timer whenever the client reads, and sets its own timeout again for the next request.
      socket.setTimeout(limits.stalledMs);
      closeOldest(() => (bytesByUser.get(response.user) ?? 0) > limits.perUser, response.user);
      closeOldest(() => total > limits.total);
    });
  },
  { name: 'unsent-responses' },
);

const userOf = ({ user, ip }: FastifyRequest): string => user?.id ?? ip;
