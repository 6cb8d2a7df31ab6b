import { useCallback } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { ListEnd } from '../chat/list-end.tsx';
import { usePagedList } from '../chat/use-pages.ts';
import { useFindPersonInRoom } from '../chat/use-people-in-room.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { PersonName } from '../ui/person-name.tsx';
import './seen-dialog.css';

interface SeenDialogProps {
  readonly messageId: string;
  readonly roomId: string;
  readonly seenCount: number;
  readonly recipientCount: number;
  readonly onClose: () => void;
}

/** Lists the people who have seen one of the user's own messages. */
export function SeenDialog({ messageId, roomId, seenCount, recipientCount, onClose }: SeenDialogProps) {
  const chat = useChat();
  const findPersonInRoom = useFindPersonInRoom(roomId);
  const loadReceiptPage = useCallback(
    (cursor?: string) => chat.api.receipts(messageId, cursor === undefined ? {} : { cursor }),
    [chat, messageId],
  );
  const receiptList = usePagedList(loadReceiptPage);
  return (
    <Dialog title={`Seen by ${seenCount} of ${recipientCount}`} onClose={onClose}>
      <div className="seen-list">
        <ul>
          {receiptList.items.map(({ user_id, name }) => {
            const { userType, hue } = findPersonInRoom(user_id);
            return (
              <li key={user_id} className="seen-person">
                <Avatar id={user_id} name={name} hue={hue} userType={userType} size="small" />
                <span>
                  <PersonName name={name} userType={userType} />
                </span>
              </li>
            );
          })}
        </ul>
        <ListEnd list={receiptList} emptyText="Nobody has seen this message yet." />
      </div>
    </Dialog>
  );
}
