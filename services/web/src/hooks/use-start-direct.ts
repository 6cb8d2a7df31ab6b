import type { User } from '@kcs/contracts';
import { useChat } from './use-chat.ts';
import { goToRoom } from './use-route.ts';
import { useTry } from './use-try.ts';

/** Opens the direct room with someone, which exists once; answers whether that worked. */
export function useStartDirect(): (user: Pick<User, 'id'>) => Promise<boolean> {
  const chat = useChat();
  const tried = useTry();
  return (user) => tried(chat.createRoom('direct', [user.id]).then(goToRoom));
}
