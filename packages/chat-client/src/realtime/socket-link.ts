import type { SocketFailure } from '@kcs/contracts';
import { io } from 'socket.io-client';
import { ApiError, toldError, unreachable } from '../api/api-error.ts';
import type { Link, LinkEnd, OpenLink, Told } from './link.ts';
import type { ChatSocket } from './socket-types.ts';

/** A server that takes longer than this to let us in is better tried again. */
const CONNECT_WITHIN_MS = 8_000;
const ANSWER_WITHIN_MS = 8_000;

export type TransportName = 'websocket' | 'polling';

/**
 * Links over Socket.IO to `url`. Its own reconnection is off: when to come back is decided in one place, `stayConnected`.
 * An attempt goes on to the next transport after an error; a transport that hangs, as upgrades do at some proxies, costs
 * the attempt and is tried last in the next.
 */
export function socketLinks(
  url: string,
  transports: readonly TransportName[],
  connectWithinMs = CONNECT_WITHIN_MS,
): OpenLink {
  let order = transports;
  return (token, hear, stopped) =>
    new Promise((resolve, reject) => {
      if (stopped.isOver) return reject(unreachable());
      const socket: ChatSocket = io(url, {
        auth: { token },
        autoConnect: false,
        forceNew: true,
        reconnection: false,
        transports: [...order],
        tryAllTransports: true,
      });
      const stop = (error: ApiError) => {
        clearTimeout(timer);
        release();
        socket.off();
        socket.disconnect();
        reject(error);
      };
      const onAbort = () => stop(unreachable());
      // The library's own, longer time-out ends with the transport's opening, not with the server's welcome.
      const timer = setTimeout(() => {
        order = [...order.slice(1), ...order.slice(0, 1)];
        onAbort();
      }, connectWithinMs);
      socket.on('connect_error', (error: Error & { data?: { code?: string } }) =>
        stop(
          error.data?.code === 'UNAUTHENTICATED'
            ? new ApiError('UNAUTHENTICATED', error.message)
            : unreachable(),
        ),
      );
      socket.onAny((name: string, payload: unknown) => hear({ name, payload } as Told));
      const ended = endOf(socket);
      socket.once('connect', () => {
        clearTimeout(timer);
        release();
        resolve(linkOver(socket, ended));
      });
      const release = stopped.onStop(onAbort);
      socket.connect();
      // Nothing hangs any more: it was the server, or another network.
      socket.io.engine.once('upgrade', () => {
        order = transports;
      });
    });
}

function endOf(socket: ChatSocket): Promise<LinkEnd> {
  return new Promise((resolve) => {
    let endCode: string | undefined;
    socket.on('session-ended', ({ code }) => {
      endCode = code;
    });
    socket.on('disconnect', (reason) => {
      socket.off();
      // The transport may be open still, after a server-side disconnect.
      socket.disconnect();
      if (reason === 'io client disconnect') resolve({ kind: 'closed' });
      else resolve(endCode === undefined ? { kind: 'lost' } : { kind: 'ended', code: endCode });
    });
  });
}

const linkOver = (socket: ChatSocket, closed: Promise<LinkEnd>): Link => ({
  get isOpen() {
    return socket.connected;
  },
  closed,
  async ask(event, payload) {
    if (!socket.connected) throw unreachable();
    // The typed emitter cannot follow a generic event name.
    const emitter = socket.timeout(ANSWER_WITHIN_MS) as unknown as {
      emitWithAck(event: string, payload: unknown): Promise<never>;
    };
    const answer: object = await emitter.emitWithAck(event, payload).catch(() => {
      throw unreachable();
    });
    if ('error' in answer) throw toldError((answer as SocketFailure).error);
    return answer as never;
  },
  tell(event, payload) {
    if (socket.connected) socket.emit(event, payload);
  },
  close: () => void socket.disconnect(),
});
