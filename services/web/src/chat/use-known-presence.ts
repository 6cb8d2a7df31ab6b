import type { ChatState } from '@kcs/chat-client';
import { useChatState } from './chat-context.ts';

const NOTHING_KNOWN: ChatState['presence'] = {};

/** Returns the presence by user id. Without a connection, nobody's presence is known. */
export const useKnownPresence = (): ChatState['presence'] =>
  useChatState((state) => (state.connection === 'online' ? state.presence : NOTHING_KNOWN));
