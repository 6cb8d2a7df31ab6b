import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Gauge, type Registry } from 'prom-client';
import { Node, Yallist } from 'yallist';

interface UnsentResponsesOptions {
  readonly metrics: Registry;
  readonly limits?: UnsentResponseLimits;
}

interface UnsentResponseLimits {
  /** Maximum number of unsent response bytes for all clients together. */
  readonly totalBytes: number;
  /** Maximum number of unsent response bytes for one user. Requests without a user are grouped by IP address. */
  readonly perUser: number;
  /** The time after which a connection is closed if its client reads nothing. */
  readonly stalledMs: number;
}

/**
 * 128 MiB in total leaves most of a container's 1 GiB for handling requests. 16 MiB per user is ample, because the
 * largest room list takes about 10 MB. A stalled connection is closed after 10 s, as a gateway closes a stalled socket
 * (LIM-5).
 */
const DEFAULT_UNSENT_RESPONSE_LIMITS: UnsentResponseLimits = {
  totalBytes: 128 * 1024 * 1024,
  perUser: 16 * 1024 * 1024,
  stalledMs: 10_000,
};

interface UnsentResponse {
  readonly bytes: number;
  readonly user: string;
  readonly socket: Socket;
}

/**
 * Limits the memory for responses that clients have not read yet (LIM-10). Closes a connection whose client reads
 * nothing for 10 s. If the unsent responses of one user or of all users exceed their limit, closes the connections with
 * the oldest of these responses. The unsent responses of a client that keeps reading are recent, so the client stays
 * connected.
 */
export const unsentResponsesPlugin = fp<UnsentResponsesOptions>(
  async (app, { metrics, limits = DEFAULT_UNSENT_RESPONSE_LIMITS }) => {
    const unsentBytesGauge = new Gauge({
      name: 'kcs_http_unsent_response_bytes',
      help: 'Bytes of responses that clients have not read yet',
      registers: [metrics],
    });
    /** The unsent responses, oldest first. In a `Set`, V8 would keep them until a full garbage collection. */
    const unsentResponses = new Yallist<UnsentResponse>();
    const unsentBytesByUser = new Map<string, number>();
    let totalUnsentBytes = 0;
    const updateByteCounts = ({ user, bytes }: UnsentResponse, sign: 1 | -1) => {
      totalUnsentBytes += sign * bytes;
      const unsentBytesOfUser = (unsentBytesByUser.get(user) ?? 0) + sign * bytes;
      if (unsentBytesOfUser === 0) unsentBytesByUser.delete(user);
      else unsentBytesByUser.set(user, unsentBytesOfUser);
      unsentBytesGauge.set(totalUnsentBytes);
    };
    const addUnsentResponse = (response: UnsentResponse): Node<UnsentResponse> => {
      const node = new Node(response);
      unsentResponses.pushNode(node);
      updateByteCounts(response, 1);
      return node;
    };
    const removeUnsentResponse = (node: Node<UnsentResponse>) => {
      if (!node.list) return;
      unsentResponses.removeNode(node);
      updateByteCounts(node.value, -1);
    };
    const closeOldestConnections = (isOver: () => boolean, user?: string) => {
      for (
        let node = unsentResponses.head, next = node?.next;
        node && isOver();
        node = next, next = node?.next
      ) {
        if (user !== undefined && node.value.user !== user) continue;
        removeUnsentResponse(node);
        node.value.socket.destroy();
      }
    };
    app.addHook('onSend', async (request, reply, payload) => {
      const payloadBytes =
        typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.byteLength(payload) : 0;
      const { socket } = request.raw;
      if (payloadBytes === 0 || reply.raw.closed) return;
      const unsentResponse = { bytes: payloadBytes, user: getUserIdOrIp(request), socket };
      const node = addUnsentResponse(unsentResponse);
      // Node emits `close` once it has handed the whole response to the operating system, and also if the client
      // disconnects.
      reply.raw.once('close', () => removeUnsentResponse(node));
      // Node restarts this timeout whenever the client reads, and resets it to the default for the next request.
      socket.setTimeout(limits.stalledMs);
      closeOldestConnections(
        () => (unsentBytesByUser.get(unsentResponse.user) ?? 0) > limits.perUser,
        unsentResponse.user,
      );
      closeOldestConnections(() => totalUnsentBytes > limits.totalBytes);
    });
  },
  { name: 'unsent-responses' },
);

const getUserIdOrIp = ({ user, ip }: FastifyRequest): string => user?.id ?? ip;
