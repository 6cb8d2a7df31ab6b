import { CLOSE_REASONS, type CloseReason, type SessionEndCode } from '@kcs/contracts';
import type { ChatSocket } from './socket-state.ts';

/** The properties of an Engine.IO connection that its type declarations omit. */
interface EngineConnection {
  close(discard?: boolean): void;
  readonly writeBuffer: unknown[];
  readonly transport: { readonly name: string; readonly socket?: { terminate(): void } };
}

type CloseReasonClosedBy<H extends string> = {
  [R in CloseReason]: (typeof CLOSE_REASONS)[R]['how'] extends H ? R : never;
}[CloseReason];
export type TransportCloseReason = CloseReasonClosedBy<'transport-close'>;

/**
 * Closes the transport, after which a default client reconnects (END-3). If the client is a slow reader, its unsent
 * data is discarded.
 */
export function closeTransport(connection: unknown, reason: TransportCloseReason): void {
  const engineConnection = connection as EngineConnection;
  if (reason !== 'SLOW_READER') {
    engineConnection.close();
    return;
  }
  // Discard the unsent data and terminate the connection. A graceful close would keep the data in memory until the
  // client has read it.
  engineConnection.writeBuffer.length = 0;
  engineConnection.close(true);
  engineConnection.transport.socket?.terminate();
}

/** Sends `session-ended` and disconnects the socket. A Socket.IO client does not reconnect by itself after
 * that (END-2). */
export function endSession(socket: ChatSocket, code: SessionEndCode): void {
  socket.emit('session-ended', { code });
  socket.disconnect(true);
}

export const isSessionEndCode = (code: string): code is SessionEndCode =>
  Object.hasOwn(CLOSE_REASONS, code) && CLOSE_REASONS[code as CloseReason].how === 'server-disconnect';
