import { CLOSE_REASONS, type CloseReason, type SessionEndCode } from '@kcs/contracts';
import type { ChatSocket } from './socket-state.ts';

/** The properties of an Engine.IO connection that its type declarations omit. */
interface EngineIoConnection {
  close(discard?: boolean): void;
  readonly writeBuffer: unknown[];
  readonly transport: { readonly name: string; readonly socket?: { terminate(): void } };
}

type CloseReasonWithMethod<H extends string> = {
  [R in CloseReason]: (typeof CLOSE_REASONS)[R]['how'] extends H ? R : never;
}[CloseReason];
export type TransportCloseReason = CloseReasonWithMethod<'transport-close'>;

/**
 * Closes the transport, after which a default client reconnects (END-3). If the client is a slow reader, its unsent
 * data is discarded.
 */
export function closeTransport(connection: unknown, reason: TransportCloseReason): void {
  const engineIoConnection = connection as EngineIoConnection;
  if (reason !== 'SLOW_READER') {
    engineIoConnection.close();
    return;
  }
  // Discard the unsent data and terminate the connection. A graceful close would keep the data in memory until the
  // client has read it.
  engineIoConnection.writeBuffer.length = 0;
  engineIoConnection.close(true);
  engineIoConnection.transport.socket?.terminate();
}

/** Sends `session-ended` and disconnects the socket. A Socket.IO client does not reconnect by itself after
 * that (END-2). */
export function disconnectForEndedSession(socket: ChatSocket, code: SessionEndCode): void {
  socket.emit('session-ended', { code });
  socket.disconnect(true);
}

export const isSessionEndCode = (code: string): code is SessionEndCode =>
  Object.hasOwn(CLOSE_REASONS, code) && CLOSE_REASONS[code as CloseReason].how === 'server-disconnect';
