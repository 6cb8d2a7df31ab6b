import type { ChatClient, ChatState } from '@kcs/chat-client';
import { useSyncExternalStore } from 'react';
import { createRequiredContext } from './required-context.ts';

/**
 * The context that holds the running chat client, and the hook that returns the client. `ChatPage` provides the
 * context.
 */
export const [ChatContext, useChat] = createRequiredContext<ChatClient>('ChatContext');

/**
 * Returns the part of the chat state that `select` picks, and re-renders the component when that part changes. `select`
 * must not create a new object on each call, because React compares results by identity.
 */
export function useChatState<T>(select: (state: ChatState) => T): T {
  const chatClient = useChat();
  return useSyncExternalStore(chatClient.subscribe, () => select(chatClient.getState()));
}
