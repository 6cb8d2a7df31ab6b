import type { Room, VisibleStatus } from '@kcs/contracts';
import { useChatState } from './chat-context.ts';

/**
 * Returns the presence status of the other person in a direct room. Returns undefined for a group room, if the person's
 * account is closed, or if the status is unknown.
 */
export const useDirectStatus = ({ peer }: Pick<Room, 'peer'>): VisibleStatus | undefined =>
  useChatState((state) => (peer?.active ? state.presence[peer.user_id]?.status : undefined));
