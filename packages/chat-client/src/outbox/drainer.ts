import type { Message } from '@kcs/contracts';
import { type ApiError, asApiError } from '../api/api-error.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import { due, failuresIn, finished, freshDrain, started, woken } from './drain.ts';
import type { Outbox, OutboxItem } from './outbox.ts';

interface Deps {
  readonly outbox: Outbox;
  /** Sends once, `attempt` counting from 0. Throws `ApiError`. */
  send(item: OutboxItem, attempt: number): Promise<Message>;
  readonly time: Time;
  readonly stopped: Stop;
}

interface Listeners {
  onSending(item: OutboxItem): void;
  /** It failed for now and is tried again. */
  onDelayed(item: OutboxItem): void;
  onStored(item: OutboxItem, message: Message): void;
  onRefused(item: OutboxItem, error: ApiError): void;
  /** The outbox itself cannot be used. */
  onBroken(error: unknown): void;
}

/** An error of the server's own that stays for so many attempts is about this message. */
const INTERNAL_ERRORS_MOST = 10;
/** After a storage error. */
const BROKEN_MS = 5_000;

/** Sends what an outbox holds for as long as the client runs, while no other client of the same outbox does. */
export function startDrainer({ outbox, send, time, stopped }: Deps, on: Listeners) {
  let drain = freshDrain;
  let bell = new Stop();
  const ring = () => bell.stop();

  const deliver = async (item: OutboxItem) => {
    const { roomId, clientMsgId } = item;
    const attempt = failuresIn(drain, roomId);
    drain = started(drain, item);
    on.onSending(item);
    const finish = (result: Parameters<typeof finished>[2]) => {
      drain = finished(drain, roomId, result, time.now(), time.random());
    };
    try {
      const message = await send(item, attempt);
      on.onStored(item, message);
      outbox.tell({ type: 'stored', roomId, clientMsgId, seq: message.seq });
      await outbox.remove(clientMsgId);
      finish({ kind: 'done' });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (isFinal(error, attempt)) {
        on.onRefused(item, error);
        await outbox.mark(clientMsgId, { state: 'failed', problem: error.message });
        finish({ kind: 'done' });
      } else {
        on.onDelayed(item);
        const { code, retryAfterMs } = error;
        finish({ kind: 'later', retryAfterMs, limited: code === 'RATE_LIMITED' });
      }
    }
    ring();
  };

  const rounds = async () => {
    while (!stopped.isOver) {
      bell = new Stop(stopped);
      try {
        const { start, lookAgainAt } = due(drain, await outbox.list(), time.now());
        for (const item of start) void deliver(item).catch(on.onBroken);
        await time.sleep(lookAgainAt === null ? NO_END_MS : Math.max(0, lookAgainAt - time.now()), bell);
      } catch (error) {
        on.onBroken(error);
        await time.sleep(BROKEN_MS, stopped);
      }
      bell.stop();
    }
  };

  stopped.onStop(outbox.subscribe(ring));
  void outbox.lead(rounds, stopped.toSignal()).catch(on.onBroken);
  return {
    /** There is a connection: nothing waits for its next attempt any longer. */
    wake() {
      drain = woken(drain);
      ring();
    },
  };
}

/** The bell ends it. */
const NO_END_MS = 2 ** 31 - 1;

/** Nobody who is logged out is told that a message was refused: it goes when they are back. */
function isFinal(error: ApiError, attempt: number): boolean {
  if (error.code === 'UNAUTHENTICATED') return false;
  return !error.retryable || (error.code === 'INTERNAL' && attempt + 1 >= INTERNAL_ERRORS_MOST);
}
