import type { ChatClient, ChatEvents } from '@kcs/chat-client';
import type { ToastBoard } from './toast-board.ts';
import {
  describeAddedRoom,
  describeNotification,
  describeRefusedMessage,
  describeRoomEnd,
} from './toast-text.ts';

/** Shows toasts for chat client events that are not visible elsewhere on the page. Runs until the chat client stops. */
export function showEventToasts(
  chat: Pick<ChatClient, 'on' | 'getState'>,
  board: ToastBoard,
  openRoomId: () => string | null,
): void {
  /**
   * Notifications about new rooms that are not in the room list yet, keyed by room id. A notification stays here if its
   * room never appears, because the user has already left the room.
   */
  const newRooms = new Map<string, ChatEvents['notification']>();
  /** Shows a toast about a room, unless the room is open. The timeline of the open room already shows the news. */
  function showText(text: string | null, roomId: string): void {
    if (text !== null && roomId !== openRoomId()) board.showInfo(text, roomId);
  }
  chat.on('notification', (notification) => {
    const roomId = String(notification.data.roomId);
    if (roomId === openRoomId()) return;
    const { rooms, roomsLoaded } = chat.getState();
    const isNewRoom = notification.type === 'new_chat';
    // Ignore a notification about a room that is already in the list, because the notification was delivered before.
    if (isNewRoom && roomId in rooms) return;
    // Show the notification only when the `room-added` event arrives. No such event arrives for rooms in the first room
    // list, so while that list is loading, show the notification immediately.
    if (isNewRoom && roomsLoaded) newRooms.set(roomId, notification);
    else showText(describeNotification(notification), roomId);
  });
  chat.on('room-added', ({ room }) => {
    const notification = newRooms.get(room.id);
    newRooms.delete(room.id);
    showText(notification ? describeNotification(notification) : describeAddedRoom(room), room.id);
  });
  chat.on('room-ended', (end) => {
    newRooms.delete(end.room.id);
    // Show this toast even if the room was open, because the room has disappeared from the page.
    const text = describeRoomEnd(end);
    if (text !== null) board.showInfo(text);
  });
  chat.on('message-refused', (refusal) => {
    showText(describeRefusedMessage(refusal), refusal.item.roomId);
  });
  chat.on('problem', board.showProblem);
}
