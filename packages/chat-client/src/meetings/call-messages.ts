import type { CallMessage } from './calls-state.ts';

const MAX_MESSAGES = 500;

/** Returns the messages with one more. Drops the oldest message if there are too many. */
export function appendMessage(
  messages: readonly CallMessage[],
  message: Omit<CallMessage, 'id'>,
): readonly CallMessage[] {
  const id = String(Number(messages.at(-1)?.id ?? 0) + 1);
  return [...messages.slice(1 - MAX_MESSAGES), { ...message, id }];
}
