import type { User } from '@kcs/contracts';
import { useChat } from '../chat/chat-context.ts';
import { goToRoom } from '../chat/room-address.ts';
import { useAttempt } from '../toasts/use-attempt.ts';

/**
 * Returns a function that goes to the direct room with a user, creating it if there is none. It resolves to whether that
 * worked, and shows a failure as a toast.
 */
export function useStartDirect(): (user: Pick<User, 'id'>) => Promise<boolean> {
  const chat = useChat();
  const attempt = useAttempt();
  return (user) => attempt(chat.createRoom('direct', [user.id]).then(goToRoom));
}
