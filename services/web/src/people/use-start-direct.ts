import type { User } from '@kcs/contracts';
import { useChat } from '../chat/chat-context.ts';
import { goToRoom } from '../chat/room-address.ts';
import { useTry } from '../toasts/use-attempt.ts';

/** Opens the direct room with someone, which exists once; answers whether that worked. */
export function useStartDirect(): (user: Pick<User, 'id'>) => Promise<boolean> {
  const chat = useChat();
  const tried = useTry();
  return (user) => tried(chat.createRoom('direct', [user.id]).then(goToRoom));
}
