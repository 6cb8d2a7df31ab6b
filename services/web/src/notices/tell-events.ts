import type { ChatClient } from '@kcs/chat-client';
import type { NoticeBoard } from './notice-board.ts';
import { notificationText, refusedText, roomAddedText, roomEndedText } from './notice-text.ts';

/** Puts on the board what happens besides what the page shows anyway, for as long as the client runs. */
export function tellEvents(chat: ChatClient, board: NoticeBoard, openRoomId: () => string | null): void {
  const announced = new Set<string>();
  const inform = (text: string | null) => {
    if (text !== null) board.inform(text);
  };
  chat.on('notification', (notification) => {
    const roomId = String(notification.data.roomId);
    if (roomId === openRoomId()) return;
    if (notification.type === 'new_chat') {
      if (roomId in chat.getState().rooms) return;
      announced.add(roomId);
    }
    inform(notificationText(notification));
  });
  chat.on('room-added', ({ room }) => {
    if (!announced.delete(room.id)) inform(roomAddedText(room));
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
