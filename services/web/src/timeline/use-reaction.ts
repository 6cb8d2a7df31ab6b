import { useChat } from '../chat/chat-context.ts';
import { useAttempt } from '../toasts/use-attempt.ts';

/**
 * Returns a function that adds the user's own reaction if `on` is true, and otherwise removes it. It shows a failure as
 * a toast.
 */
export function useReaction(): (messageId: string, emoji: string, on: boolean) => Promise<boolean> {
  const { api } = useChat();
  const attempt = useAttempt();
  return (messageId, emoji, on) => attempt(on ? api.react(messageId, emoji) : api.unreact(messageId, emoji));
}
