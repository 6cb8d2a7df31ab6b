import type { User } from '@kcs/contracts';
import { useChat } from '../chat/chat-context.ts';
import { goToRoomAddress } from '../chat/room-address.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';

/**
 * Returns a function that opens the direct room with a user, and creates the room if it does not exist. The function
 * resolves to true on success. If the request fails, the function shows a toast and resolves to false.
 */
export function useStartDirectRoom(): (user: Pick<User, 'id'>) => Promise<boolean> {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  return (user) => showToastOnFailure(chat.createRoom('direct', [user.id]).then(goToRoomAddress));
}
