import { CLOSE_REASONS, type CloseReason, type SessionEndCode } from '@kcs/contracts';
import type { ChatSocket } from './socket-state.ts';

/** The parts of the engine's connection that its types leave out. */
interface EngineConnection {
  close(discard?: boolean): void;
  readonly writeBuffer: unknown[];
  readonly transport: { readonly name: string; readonly socket?: { terminate(): void } };
}

type ReasonWith<H extends string> = {
  [R in CloseReason]: (typeof CLOSE_REASONS)[R]['how'] extends H ? R : never;
}[CloseReason];
export type TransportCloseReason = ReasonWith<'transport-close'>;

/** Closes the transport, so that a default client reconnects by itself (END-3). Unread data is discarded. */
export function closeTransport(connection: unknown, reason: TransportCloseReason): void {
  const conn = connection as EngineConnection;
  if (reason !== 'SLOW_READER') {
    conn.close();
    return;
  }
  // A graceful close would wait until the client reads the data, and we need its memory now.
  conn.writeBuffer.length = 0;
  conn.close(true);
  conn.transport.socket?.terminate();
}

/** Sends `session-ended` and disconnects the socket. A default client does not reconnect after this (END-2). */
export function endSession(socket: ChatSocket, code: SessionEndCode): void {
  socket.emit('session-ended', { code });
  socket.disconnect(true);
}

export const isSessionEnd = (code: string): code is SessionEndCode =>
  Object.hasOwn(CLOSE_REASONS, code) && CLOSE_REASONS[code as CloseReason].how === 'server-disconnect';
