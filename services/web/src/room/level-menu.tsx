import { getNotificationLevel, type NotificationLevel, type Room } from '@kcs/contracts';
import { AtSign, Bell, BellOff, Check, type LucideIcon } from 'lucide-react';
import { useChat } from '../chat/chat-context.ts';
import { askForNotificationPermission } from '../notifications/permission.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';

interface NotificationLevelChoice {
  readonly icon: LucideIcon;
  readonly text: string;
}

const CHOICE_BY_NOTIFICATION_LEVEL: Readonly<Record<NotificationLevel, NotificationLevelChoice>> = {
  all: { icon: Bell, text: 'All messages' },
  mentions: { icon: AtSign, text: 'Only mentions' },
  none: { icon: BellOff, text: 'Nothing' },
};
const NOTIFICATION_LEVELS = Object.keys(CHOICE_BY_NOTIFICATION_LEVEL) as NotificationLevel[];

/** Shows a button that opens a menu. In the menu, the user chooses which messages in the room cause notifications. */
export function NotificationLevelMenu({ room }: { readonly room: Room }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const notificationLevel = getNotificationLevel(room);
  const { icon, text } = CHOICE_BY_NOTIFICATION_LEVEL[notificationLevel];
  const chooseNotificationLevel = (picked: NotificationLevel) => {
    if (picked !== 'none') void askForNotificationPermission();
    void showToastOnFailure(chat.setNotificationLevel(room.id, picked));
  };
  return (
    <Menu
      label="Notify me about"
      itemRole="menuitemradio"
      items={NOTIFICATION_LEVELS.map((id) => ({
        id,
        checked: id === notificationLevel,
        content: (
          <>
            <span>{CHOICE_BY_NOTIFICATION_LEVEL[id].text}</span>
            {id === notificationLevel ? <Check aria-hidden="true" /> : null}
          </>
        ),
      }))}
      onPick={chooseNotificationLevel}
      button={(props) => <IconButton icon={icon} label={`Notifications: ${text}`} {...props} />}
    />
  );
}
