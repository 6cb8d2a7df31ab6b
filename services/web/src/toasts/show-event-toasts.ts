import type { ChatClient, ChatEvents } from '@kcs/chat-client';
import type { ToastBoard } from './toast-board.ts';
import { messageRefusedText, notificationText, roomAddedText, roomEndedText } from './toast-text.ts';

/** Shows toasts for chat client events that are not visible elsewhere on the page. Runs until the chat client stops. */
export function showEventToasts(
  chat: Pick<ChatClient, 'on' | 'getState'>,
  board: ToastBoard,
  openRoomId: () => string | null,
): void {
  /**
   * Notifications about new rooms that are not in the room list yet, keyed by room id. A room may never appear, because
   * the user may already have left it.
   */
  const newRooms = new Map<string, ChatEvents['notification']>();
  /** Shows a text about a room, unless the room is open, because an open room shows its own news. */
  function showText(text: string | null, roomId: string): void {
    if (text !== null && roomId !== openRoomId()) board.showInfo(text, roomId);
  }
  chat.on('notification', (notification) => {
    const roomId = String(notification.data.roomId);
    if (roomId === openRoomId()) return;
    const { rooms, roomsLoaded } = chat.getState();
    const isNewRoom = notification.type === 'new_chat';
    // If the room is already in the list, the notification was redelivered.
    if (isNewRoom && roomId in rooms) return;
    // Show the notification immediately while the first room list is loading, because these rooms appear without a
    // `room-added` event.
    if (isNewRoom && roomsLoaded) newRooms.set(roomId, notification);
    else showText(notificationText(notification), roomId);
  });
  chat.on('room-added', ({ room }) => {
    const notification = newRooms.get(room.id);
    newRooms.delete(room.id);
    showText(notification ? notificationText(notification) : roomAddedText(room), room.id);
  });
  chat.on('room-ended', (end) => {
    newRooms.delete(end.room.id);
    // Show the end of a room even if the room was open, because the room itself has disappeared from the page.
    const text = roomEndedText(end);
    if (text !== null) board.showInfo(text);
  });
  chat.on('message-refused', (refusal) => {
    showText(messageRefusedText(refusal), refusal.item.roomId);
  });
  chat.on('problem', board.showProblem);
}
