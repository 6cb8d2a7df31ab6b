import type { User } from '@kcs/contracts';
import { useChat } from '../chat/chat-context.ts';
import { goToRoom } from '../chat/room-address.ts';
import { useAttempt } from '../toasts/use-attempt.ts';

/**
 * Returns a function that opens the direct room with a user and creates it if there is none. It shows a failure as a
 * toast, and resolves to whether it succeeded.
 */
export function useStartDirect(): (user: Pick<User, 'id'>) => Promise<boolean> {
  const chat = useChat();
  const attempt = useAttempt();
  return (user) => attempt(chat.createRoom('direct', [user.id]).then(goToRoom));
}
