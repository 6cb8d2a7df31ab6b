import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Chat } from '../chat/chat.ts';
import type { ChatState } from '../state/chat-state.ts';

/** Given by the chat page; everything below it may use the hooks of this file. */
export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  // A mistake in the page's structure, never of a user.
  if (chat === null) throw new TypeError('useChat needs a ChatContext above it');
  return chat;
}

/** A part of the state; renders again when that part is another. `select` must not build new objects. */
export function useChatState<T>(select: (state: ChatState) => T): T {
  const { store } = useChat();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
