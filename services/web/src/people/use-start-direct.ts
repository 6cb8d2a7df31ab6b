import type { User } from '@kcs/contracts';
import { useChat } from '../chat/chat-context.ts';
import { goToRoom } from '../chat/room-address.ts';
import { useAttempt } from '../toasts/use-attempt.ts';

/**
 * Returns a function that opens the direct room with a user, and creates the room if it does not exist. Resolves to
 * true on success. If the request fails, shows a toast and resolves to false.
 */
export function useStartDirect(): (user: Pick<User, 'id'>) => Promise<boolean> {
  const chat = useChat();
  const attempt = useAttempt();
  return (user) => attempt(chat.createRoom('direct', [user.id]).then(goToRoom));
}
