import { CLOSE_REASONS, type CloseReason, type SessionEndCode } from '@kcs/contracts';
import type { ChatSocket } from './socket-state.ts';

/** The parts of the engine's connection that are used here and not in its types. */
interface EngineConnection {
  close(discard?: boolean): void;
  readonly writeBuffer: unknown[];
  readonly transport: { readonly name: string; readonly socket?: { terminate(): void } };
}

type EndingHow<H extends string> = {
  [R in CloseReason]: (typeof CLOSE_REASONS)[R]['how'] extends H ? R : never;
}[CloseReason];
export type TransportCloseReason = EndingHow<'transport-close'>;

/** Closes the transport, so that a default client comes back by itself. What it has not read goes with it. */
export function closeTransport(connection: unknown, reason: TransportCloseReason): void {
  const conn = connection as EngineConnection;
  if (reason !== 'SLOW_READER') {
    conn.close();
    return;
  }
  // A polite close waits behind what the peer does not read; its memory is what we want back.
  conn.writeBuffer.length = 0;
  conn.close(true);
  conn.transport.socket?.terminate();
}

/** Ends the socket for good: a default client does not come back after this. */
export function endSession(socket: ChatSocket, code: SessionEndCode): void {
  socket.emit('session-ended', { code });
  socket.disconnect(true);
}

export const isSessionEnd = (code: string): code is SessionEndCode =>
  Object.hasOwn(CLOSE_REASONS, code) && CLOSE_REASONS[code as CloseReason].how === 'server-disconnect';
