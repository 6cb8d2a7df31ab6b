import type { ClientEventPayload, SocketFailure } from '@kcs/contracts';
import { ApiError, unreachable } from '../api/api-error.ts';
import type { Acknowledgements, AskName, ChatSocket } from './socket-types.ts';

const ANSWER_WITHIN_MS = 8_000;

/** Emits with a callback and waits for the answer. Throws `ApiError`; `UNREACHABLE` when none came in time. */
export async function ask<E extends AskName>(
  socket: ChatSocket,
  event: E,
  payload: ClientEventPayload<E>,
): Promise<Acknowledgements[E]> {
  if (!socket.connected) throw unreachable();
  // The typed emitter cannot follow a generic event name.
  const emitter = socket.timeout(ANSWER_WITHIN_MS) as unknown as {
    emitWithAck(event: string, payload: unknown): Promise<Acknowledgements[E] | SocketFailure>;
  };
  const answer = await emitter.emitWithAck(event, payload).catch(() => {
    throw unreachable();
  });
  if ('error' in answer && !answer.success) {
    const { code, message, retryAfterMs } = (answer as SocketFailure).error;
    throw new ApiError(code as ApiError['code'], message, retryAfterMs);
  }
  return answer as Acknowledgements[E];
}
