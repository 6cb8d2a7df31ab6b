import type { User } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import { useChat } from './use-chat.ts';
import { goToRoom } from './use-route.ts';

/** Opens the direct room with someone, which exists once; answers whether that worked. */
export function useStartDirect(): (user: Pick<User, 'id'>) => Promise<boolean> {
  const chat = useChat();
  return async (user) => {
    try {
      goToRoom(await chat.createRoom('direct', [user.id]));
      return true;
    } catch (thrown) {
      chat.store.dispatch({ type: 'noticed', kind: 'problem', text: asApiError(thrown).message });
      return false;
    }
  };
}
