import { getNotificationLevel, type NotificationLevel, type Room } from '@kcs/contracts';
import { AtSign, Bell, BellOff, Check, type LucideIcon } from 'lucide-react';
import { useChat } from '../chat/chat-context.ts';
import { askForPermission } from '../notifications/permission.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';

interface LevelChoice {
  readonly icon: LucideIcon;
  readonly text: string;
}

const LEVEL_CHOICES: Readonly<Record<NotificationLevel, LevelChoice>> = {
  all: { icon: Bell, text: 'All messages' },
  mentions: { icon: AtSign, text: 'Only mentions' },
  none: { icon: BellOff, text: 'Nothing' },
};
const LEVELS = Object.keys(LEVEL_CHOICES) as NotificationLevel[];

/** Shows a button that opens a menu, in which the user chooses which messages of a room notify them. */
export function LevelMenu({ room }: { readonly room: Room }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const level = getNotificationLevel(room);
  const { icon, text } = LEVEL_CHOICES[level];
  const setLevel = (picked: NotificationLevel) => {
    if (picked !== 'none') void askForPermission();
    void showToastOnFailure(chat.setNotificationLevel(room.id, picked));
  };
  return (
    <Menu
      label="Notify me about"
      itemRole="menuitemradio"
      items={LEVELS.map((id) => ({
        id,
        checked: id === level,
        content: (
          <>
            <span>{LEVEL_CHOICES[id].text}</span>
            {id === level ? <Check aria-hidden="true" /> : null}
          </>
        ),
      }))}
      onPick={setLevel}
      button={(props) => <IconButton icon={icon} label={`Notifications: ${text}`} {...props} />}
    />
  );
}
