import type { SocketFailure } from '@kcs/contracts';
import { io } from 'socket.io-client';
import { ApiError, createServerError, createUnreachableError } from '../api/api-error.ts';
import { Stop } from '../time/stop.ts';
import type { Link, LinkEnd, LinkOpener, ServerEvent } from './link.ts';
import type { ChatSocket } from './socket-types.ts';

/** How long the server may take to accept a connection before the attempt fails. */
const CONNECT_TIMEOUT_MS = 8_000;
const ACKNOWLEDGMENT_TIMEOUT_MS = 8_000;
/** How long to wait for a join response. The largest response is 256 KiB (CATCH-2), which takes 26 s at 10 kB/s. */
const JOIN_RESPONSE_TIMEOUT_MS = 30_000;

export type TransportName = 'websocket' | 'polling';

/**
 * Returns a function that opens links to `url` over Socket.IO. Socket.IO's own reconnection is off, because
 * `stayConnected` decides when to reconnect. If a transport fails with an error, the same attempt continues with the
 * next transport. If a transport hangs, as WebSocket upgrades do behind some proxies, the attempt fails, and the next
 * attempt tries that transport last.
 */
export function createLinkOpener(
  url: string,
  transports: readonly TransportName[],
  connectWithinMs = CONNECT_TIMEOUT_MS,
): LinkOpener {
  let transportOrder = transports;
  return (token, onEvent, stopped) =>
    new Promise((resolve, reject) => {
      if (stopped.hasFired) return reject(createUnreachableError());
      const socket: ChatSocket = io(url, {
        auth: { token },
        autoConnect: false,
        forceNew: true,
        reconnection: false,
        transports: [...transportOrder],
        tryAllTransports: true,
      });
      const attemptStop = new Stop();
      const failAttempt = (error: ApiError) => {
        attemptStop.stop();
        socket.off();
        socket.disconnect();
        reject(error);
      };
      // Use a separate timer. Socket.IO's own timeout is longer and covers only opening the transport, not the wait
      // until the server accepts the connection.
      const connectTimer = setTimeout(() => {
        transportOrder = [...transportOrder.slice(1), ...transportOrder.slice(0, 1)];
        failAttempt(createUnreachableError());
      }, connectWithinMs);
      attemptStop.onStop(() => clearTimeout(connectTimer));
      attemptStop.onStop(stopped.onStop(() => failAttempt(createUnreachableError())));
      socket.on('connect_error', (error: Error & { data?: { code?: string } }) =>
        // If a refused connection has an error code, the code comes from the server's middleware. Any such code, even
        // an unknown one, means that the server refused the token.
        failAttempt(
          typeof error.data?.code === 'string'
            ? new ApiError('UNAUTHENTICATED', error.message)
            : createUnreachableError(),
        ),
      );
      socket.onAny((name: string, payload: unknown) => onEvent({ name, payload } as ServerEvent));
      const linkEndPromise = waitForLinkEnd(socket);
      socket.once('connect', () => {
        attemptStop.stop();
        resolve(createLink(socket, linkEndPromise));
      });
      socket.connect();
      // A WebSocket upgrade succeeded, so try the transports in their original order again.
      socket.io.engine.once('upgrade', () => {
        transportOrder = transports;
      });
    });
}

function waitForLinkEnd(socket: ChatSocket): Promise<LinkEnd> {
  return new Promise((resolve) => {
    let sessionEndCode: string | undefined;
    socket.on('session-ended', ({ code }) => {
      sessionEndCode = code;
    });
    socket.on('disconnect', (reason) => {
      socket.off();
      // After a disconnect by the server, close the transport as well, because it may still be open.
      socket.disconnect();
      if (reason === 'io client disconnect') resolve({ kind: 'closed' });
      else resolve(sessionEndCode === undefined ? { kind: 'lost' } : { kind: 'ended', code: sessionEndCode });
    });
  });
}

const createLink = (socket: ChatSocket, closed: Promise<LinkEnd>): Link => ({
  get isOpen() {
    return socket.connected;
  },
  closed,
  async request(event, payload) {
    if (!socket.connected) throw createUnreachableError();
    // Cast the emitter, because Socket.IO's type does not accept a generic event name.
    const timeoutMs = event === 'join-chat-rooms' ? JOIN_RESPONSE_TIMEOUT_MS : ACKNOWLEDGMENT_TIMEOUT_MS;
    const emitterWithTimeout = socket.timeout(timeoutMs) as unknown as {
      emitWithAck(event: string, payload: unknown): Promise<never>;
    };
    const acknowledgment: object = await emitterWithTimeout.emitWithAck(event, payload).catch(() => {
      throw createUnreachableError();
    });
    if ('error' in acknowledgment) throw createServerError((acknowledgment as SocketFailure).error);
    return acknowledgment as never;
  },
  emit(event, payload) {
    if (socket.connected) socket.emit(event, payload);
  },
  close: () => void socket.disconnect(),
});
