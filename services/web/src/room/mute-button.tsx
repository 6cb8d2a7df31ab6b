import type { Room } from '@kcs/contracts';
import { Bell, BellOff } from 'lucide-react';
import { useChat } from '../chat/chat-context.ts';
import { useTry } from '../toasts/use-attempt.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** Mutes a room, for oneself alone. */
export function MuteButton({ room }: { readonly room: Room }) {
  const chat = useChat();
  const tried = useTry();
  return (
    <IconButton
      icon={room.muted ? BellOff : Bell}
      label="Mute"
      aria-pressed={room.muted}
      onClick={() => void tried(chat.mute(room.id, !room.muted))}
    />
  );
}
