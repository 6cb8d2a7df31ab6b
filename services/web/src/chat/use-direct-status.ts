import type { Room, VisibleStatus } from '@kcs/contracts';
import { useChatState } from './chat-context.ts';

/**
 * Returns the presence status of the other person in a direct room. Returns undefined for a group room, and for a
 * direct room with a person whose account is closed. Also returns undefined while the client is disconnected, because
 * the status is then unknown.
 */
export const useDirectRoomPeerStatus = ({ peer }: Pick<Room, 'peer'>): VisibleStatus | undefined =>
  useChatState(({ connection, presence }) =>
    connection === 'online' && peer?.active ? presence[peer.user_id]?.status : undefined,
  );
