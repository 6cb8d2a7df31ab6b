import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';

/**
 * Returns a function that adds the user's reaction if `on` is true, and removes the reaction otherwise. If the request
 * fails, the function shows a toast.
 */
export function useSetReaction(): (messageId: string, emoji: string, on: boolean) => Promise<boolean> {
  const { api } = useChat();
  const showToastOnFailure = useProblemToast();
  return (messageId, emoji, on) =>
    showToastOnFailure(on ? api.react(messageId, emoji) : api.unreact(messageId, emoji));
}
