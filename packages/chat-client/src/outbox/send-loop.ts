import type { Message } from '@kcs/contracts';
import { type ApiError, asApiError } from '../api/api-error.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import { findDueItems } from './find-due-items.ts';
import type { Outbox, OutboxItem } from './outbox.ts';
import {
  allowRetriesNow,
  countFailures,
  initialSendState,
  recordSendResult,
  recordSendStart,
  type SendResult,
} from './send-state.ts';

export interface SendLoopDeps {
  readonly outbox: Outbox;
  /** Sends an item once. `attempt` counts from 0. Throws `ApiError` if the attempt fails. */
  send(item: OutboxItem, attempt: number): Promise<Message>;
  readonly time: Time;
  readonly stopped: Stop;
}

export interface SendLoopListeners {
  onSending(item: OutboxItem): void;
  /** The attempt failed, and the item will be retried. */
  onDelayed(item: OutboxItem): void;
  onStored(item: OutboxItem, message: Message): void;
  onRefused(item: OutboxItem, error: ApiError): void;
  /** Reading or writing the outbox failed. */
  onOutboxError(error: unknown): void;
}

/**
 * After this many internal server errors for one message, the client assumes that the message itself causes them, and
 * stops retrying it.
 */
const MAX_INTERNAL_ERRORS_PER_MESSAGE = 10;
/** How long to wait after a failure to read the outbox before trying again. */
const OUTBOX_READ_RETRY_DELAY_MS = 5_000;
/**
 * The longest delay that a JavaScript timer accepts. If no item is due, the send loop waits this long unless a change
 * to the outbox ends the wait early.
 */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Starts sending the items of an outbox until `stopped` fires. If several clients share the outbox, only one sends at a
 * time.
 */
export function startSendLoop({ outbox, send, time, stopped }: SendLoopDeps, on: SendLoopListeners) {
  let sendState = initialSendState;
  let pauseStop = new Stop();
  const checkOutboxNow = () => pauseStop.stop();

  const isItemReplaced = async ({ clientMsgId, createdAt }: OutboxItem): Promise<boolean> =>
    (await outbox.list()).some((other) => other.clientMsgId === clientMsgId && other.createdAt !== createdAt);
  const attemptSend = async (item: OutboxItem): Promise<SendResult> => {
    const { roomId, clientMsgId } = item;
    const failureCount = countFailures(sendState, roomId);
    sendState = recordSendStart(sendState, item);
    on.onSending(item);
    try {
      const storedMessage = await send(item, failureCount);
      // The user rewrote the message during this attempt. The next attempt sends the new text.
      if (await isItemReplaced(item)) return { kind: 'done' };
      on.onStored(item, storedMessage);
      outbox.publish({ type: 'stored', roomId, clientMsgId, seq: storedMessage.seq });
      await outbox.remove(clientMsgId);
      return { kind: 'done' };
    } catch (thrown) {
      const error = asApiError(thrown);
      if (mustGiveUpMessage(error, failureCount)) {
        on.onRefused(item, error);
        await outbox.mark(clientMsgId, { state: 'failed', problem: error.message });
        return { kind: 'done' };
      }
      on.onDelayed(item);
      return { kind: 'later', retryAfterMs: error.retryAfterMs, limited: error.code === 'RATE_LIMITED' };
    }
  };
  const sendItem = async (item: OutboxItem) => {
    const sendResult = await attemptSend(item);
    sendState = recordSendResult(sendState, item.roomId, sendResult, time.now(), time.random());
    checkOutboxNow();
  };

  const sendUntilStopped = async () => {
    while (!stopped.hasFired) {
      pauseStop = new Stop(stopped);
      try {
        const { toSend, checkAgainAt } = findDueItems(sendState, await outbox.list(), time.now());
        for (const item of toSend) void sendItem(item).catch(on.onOutboxError);
        const waitMs = checkAgainAt === null ? MAX_TIMER_MS : Math.max(0, checkAgainAt - time.now());
        await time.sleep(waitMs, pauseStop);
      } catch (error) {
        on.onOutboxError(error);
        await time.sleep(OUTBOX_READ_RETRY_DELAY_MS, stopped);
      }
      pauseStop.stop();
    }
  };

  stopped.onStop(outbox.subscribe(checkOutboxNow));
  void outbox.lead(sendUntilStopped, stopped.toSignal()).catch(on.onOutboxError);
  return {
    /** Call this method after a reconnect. Items that are waiting for a retry are then sent immediately. */
    wake() {
      sendState = allowRetriesNow(sendState);
      checkOutboxNow();
    },
  };
}

/**
 * Returns whether the error means that the message cannot be sent and must not be retried. While the user is logged
 * out, messages are kept, and they are sent after the next login.
 */
function mustGiveUpMessage(error: ApiError, failures: number): boolean {
  if (error.code === 'UNAUTHENTICATED') return false;
  return !error.retryable || (error.code === 'INTERNAL' && failures + 1 >= MAX_INTERNAL_ERRORS_PER_MESSAGE);
}
