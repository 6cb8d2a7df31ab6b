import type { ChatState } from '@kcs/chat-client';
import { useChatState } from './chat-context.ts';

const EMPTY_PRESENCE: ChatState['presence'] = {};

/**
 * Returns the presence of all people whose presence is known, keyed by user id. Returns an empty object while the
 * client is disconnected, because the stored presence may be outdated.
 */
export const usePresenceByUserId = (): ChatState['presence'] =>
  useChatState((state) => (state.connection === 'online' ? state.presence : EMPTY_PRESENCE));
