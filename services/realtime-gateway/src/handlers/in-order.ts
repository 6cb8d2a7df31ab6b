import { ChatError } from '@kcs/contracts';
import type { ChatSocket } from '../sockets/socket-state.ts';

/** Maximum number of joins and leaves that one socket may have running or waiting. */
const MAX_PENDING_JOINS_AND_LEAVES = 100;

/**
 * Runs `work` after the socket's earlier joins and leaves. Skips `work` if the socket has disconnected by then. Throws
 * `RATE_LIMITED` if too many joins and leaves are waiting.
 */
export async function runAfterEarlierJoinsAndLeaves(
  socket: ChatSocket,
  work: () => Promise<void>,
): Promise<void> {
  const { data } = socket;
  if (data.roomsTurns >= MAX_PENDING_JOINS_AND_LEAVES) {
    throw new ChatError(
      'RATE_LIMITED',
      'Too many joins and leaves are waiting. Wait for their answers, then try again.',
    );
  }
  data.roomsTurns += 1;
  const workResult = (data.roomsTurn ?? Promise.resolve())
    .then(() => (socket.connected ? work() : undefined))
    .finally(() => {
      data.roomsTurns -= 1;
    });
  data.roomsTurn = workResult.catch(() => {});
  return workResult;
}
