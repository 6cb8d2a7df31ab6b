import type { Room } from '@kcs/contracts';
import { Bell, BellOff } from 'lucide-react';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** Shows a button that mutes or unmutes a room for the current user only. */
export function MuteButton({ room }: { readonly room: Room }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  return (
    <IconButton
      icon={room.muted ? BellOff : Bell}
      label={room.muted ? 'Unmute' : 'Mute'}
      onClick={() => void showToastOnFailure(chat.mute(room.id, !room.muted))}
    />
  );
}
