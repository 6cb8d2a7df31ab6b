import type { ChatState } from '@kcs/chat-client';
import { useChatState } from './chat-context.ts';

const NO_PRESENCE: ChatState['presence'] = {};

/**
 * Returns the presence of all known people, keyed by user id. Returns an empty object while the client is disconnected,
 * because the presence may have changed.
 */
export const useKnownPresence = (): ChatState['presence'] =>
  useChatState((state) => (state.connection === 'online' ? state.presence : NO_PRESENCE));
