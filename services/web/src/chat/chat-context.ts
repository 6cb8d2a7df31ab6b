import type { ChatClient, ChatState } from '@kcs/chat-client';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { RunningChat } from '../session/use-running-chat.ts';

/** Given by the chat page; everything below it may use the hooks of this file. */
export const ChatContext = createContext<RunningChat | null>(null);

export function useRunning(): RunningChat {
  const running = useContext(ChatContext);
  // A mistake in the page's structure, never of a user.
  if (running === null) throw new TypeError('there is no ChatContext above');
  return running;
}

export const useChat = (): ChatClient => useRunning().chat;

/** A part of the state; renders again when that part is another. `select` must not build new objects. */
export function useChatState<T>(select: (state: ChatState) => T): T {
  const chat = useChat();
  return useSyncExternalStore(chat.subscribe, () => select(chat.getState()));
}
