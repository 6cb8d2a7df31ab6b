import { useChat } from '../chat/chat-context.ts';
import { useTry } from '../toasts/use-attempt.ts';

/** Adds one's own reaction to a message, or takes it back; answers whether that worked. */
export function useReact(): (messageId: string, emoji: string, on: boolean) => Promise<boolean> {
  const { api } = useChat();
  const tried = useTry();
  return (messageId, emoji, on) => tried(on ? api.react(messageId, emoji) : api.unreact(messageId, emoji));
}
