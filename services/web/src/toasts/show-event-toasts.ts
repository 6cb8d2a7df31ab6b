import type { ChatClient, ChatEvents } from '@kcs/chat-client';
import type { ToastBoard } from './toast-board.ts';
import { notificationText, refusedText, roomAddedText, roomEndedText } from './toast-text.ts';

/**
 * Shows toasts for events of the chat client that nothing else on the page shows. It stays active as long as the client
 * runs.
 */
export function showEventToasts(
  chat: Pick<ChatClient, 'on' | 'getState'>,
  board: ToastBoard,
  openRoomId: () => string | null,
): void {
  /**
   * Notifications of new rooms that have not appeared yet, by room. A room never appears if the user has already left
   * it.
   */
  const newRooms = new Map<string, ChatEvents['notification']>();
  function show(text: string | null): void {
    if (text !== null) board.showInfo(text);
  }
  chat.on('notification', (notification) => {
    const roomId = String(notification.data.roomId);
    if (roomId === openRoomId()) return;
    const { rooms, roomsLoaded } = chat.getState();
    const isNewRoom = notification.type === 'new_chat';
    // The room is already known, so the notification was redelivered.
    if (isNewRoom && roomId in rooms) return;
    // Rooms in the initial list appear without a `room-added` event.
    if (isNewRoom && roomsLoaded) newRooms.set(roomId, notification);
    else show(notificationText(notification));
  });
  chat.on('room-added', ({ room }) => {
    const notification = newRooms.get(room.id);
    newRooms.delete(room.id);
    show(notification ? notificationText(notification) : roomAddedText(room));
  });
  chat.on('room-ended', (end) => {
    newRooms.delete(end.room.id);
    show(roomEndedText(end, chat.getState().me.name));
  });
  chat.on('message-refused', (refusal) => {
    // In the open room, the message itself shows the problem.
    if (refusal.item.roomId !== openRoomId()) show(refusedText(refusal));
  });
  chat.on('problem', board.showProblem);
}
