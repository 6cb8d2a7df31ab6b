import type { ChatClient, ChatState } from '@kcs/chat-client';
import { useSyncExternalStore } from 'react';
import { requiredContext } from './required-context.ts';

/** The running chat client. The chat page provides it to every component below. */
export const [ChatContext, useChat] = requiredContext<ChatClient>('ChatContext');

/**
 * Returns a part of the chat state, and re-renders the component when that part changes. `select` must not create new
 * objects.
 */
export function useChatState<T>(select: (state: ChatState) => T): T {
  const chat = useChat();
  return useSyncExternalStore(chat.subscribe, () => select(chat.getState()));
}
