import type { ChatClient, ChatEvents } from '@kcs/chat-client';
import type { NoticeBoard } from './toast-board.ts';
import { notificationText, refusedText, roomAddedText, roomEndedText } from './toast-text.ts';

/** Puts on the board what happens besides what the page shows anyway, for as long as the client runs. */
export function tellEvents(chat: ChatClient, board: NoticeBoard, openRoomId: () => string | null): void {
  /** Told when the room comes up, which a room that was just left does not. */
  const announced = new Map<string, ChatEvents['notification']>();
  const inform = (text: string | null) => {
    if (text !== null) board.inform(text);
  };
  chat.on('notification', (notification) => {
    const roomId = String(notification.data.roomId);
    if (roomId === openRoomId()) return;
    const { rooms, roomsLoaded } = chat.getState();
    const isNewChat = notification.type === 'new_chat';
    if (isNewChat && roomId in rooms) return;
    // What comes with the first list is not told to come up.
    if (isNewChat && roomsLoaded) announced.set(roomId, notification);
    else inform(notificationText(notification));
  });
  chat.on('room-added', ({ room }) => {
    const notification = announced.get(room.id);
    announced.delete(room.id);
    inform(notification ? notificationText(notification) : roomAddedText(room));
  });
  chat.on('room-ended', (end) => {
    announced.delete(end.room.id);
    inform(roomEndedText(end, chat.getState().me.name));
  });
  chat.on('message-refused', (refusal) => {
    // In the open room the message itself says so.
    if (refusal.item.roomId !== openRoomId()) inform(refusedText(refusal));
  });
  chat.on('problem', board.complain);
}
