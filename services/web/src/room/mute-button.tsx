import type { Room } from '@kcs/contracts';
import { Bell, BellOff } from 'lucide-react';
import { useChat } from '../chat/chat-context.ts';
import { useAttempt } from '../toasts/use-attempt.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** Mutes or unmutes a room for the current user only. */
export function MuteButton({ room }: { readonly room: Room }) {
  const chat = useChat();
  const attempt = useAttempt();
  return (
    <IconButton
      icon={room.muted ? BellOff : Bell}
      label="Mute"
      aria-pressed={room.muted}
      onClick={() => void attempt(chat.mute(room.id, !room.muted))}
    />
  );
}
