import { CLOSE_REASONS, type ServerEventPayload } from '@kcs/contracts';
import { io } from 'socket.io-client';
import { asApiError } from '../api/api-error.ts';
import type { Session } from '../api/session.ts';
import { ask } from './ask.ts';
import type { ChatSocket } from './socket-types.ts';

interface Listeners {
  onUp(): void;
  /** The connection is lost and comes back by itself. */
  onDown(): void;
  /** The session is over; `code` says why. */
  onEnded(code: string): void;
}

/** The caller attaches its listeners to `socket`, then calls `socket.connect()`. */
export interface Connection {
  readonly socket: ChatSocket;
  close(): void;
}

/** Upper bound of the library's own waiting between attempts. */
const RETRY_MOST_MS = 8_000;

/**
 * A socket that stays connected for as long as the session lives: it renews its token, spreads its return when a
 * replica drains, and ends only where the table of endings says so.
 */
export function connect(session: Session, { onUp, onDown, onEnded }: Listeners): Connection {
  let lastToken = '';
  const fresh = async (get: () => Promise<string>) => {
    lastToken = await get();
    return lastToken;
  };
  const socket: ChatSocket = io({
    autoConnect: false,
    // A page may log out and in again: each session has a connection of its own.
    forceNew: true,
    randomizationFactor: 0.7,
    reconnectionDelayMax: RETRY_MOST_MS,
    auth: (send) => {
      fresh(session.token).then(
        (token) => send({ token }),
        () => send({ token: lastToken }),
      );
    },
  });

  let closed = false;
  let endCode: string | undefined;
  let renewTimer: ReturnType<typeof setTimeout> | undefined;

  /** The server refused the token or let it expire: only another one helps. */
  const renewAndReturn = async () => {
    try {
      await fresh(() => session.renewed(lastToken));
      if (!closed) socket.connect();
    } catch (thrown) {
      if (closed) return;
      const error = asApiError(thrown);
      if (!error.retryable) return onEnded(error.code);
      renewTimer = setTimeout(renewAndReturn, RETRY_MOST_MS * (0.5 + Math.random()));
    }
  };

  socket.on('connect', () => {
    endCode = undefined;
    onUp();
  });
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    onDown();
    if (error.data?.code === 'UNAUTHENTICATED') void renewAndReturn();
  });
  socket.on('session-ended', ({ code }) => {
    endCode = code;
  });
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    onDown();
    if (reason !== 'io server disconnect') return;
    const known = endCode !== undefined && endCode in CLOSE_REASONS;
    if (known && endCode !== 'TOKEN_EXPIRED') onEnded(endCode ?? '');
    else void renewAndReturn();
  });
  socket.on('auth-expiring', () => {
    void fresh(() => session.renewed(lastToken))
      .then((token) => ask(socket, 'refresh-auth', { token }))
      // The server will let go, and that path decides.
      .catch(() => undefined);
  });
  socket.on('server-draining', ({ reconnectInMs }: ServerEventPayload<'server-draining'>) => {
    setTimeout(() => socket.connected && socket.disconnect().connect(), Math.random() * reconnectInMs);
  });
  return {
    socket,
    close() {
      closed = true;
      clearTimeout(renewTimer);
      socket.disconnect();
    },
  };
}
