import {
  type ChatClient,
  type ChatEvents,
  type MentionLocation,
  readMentionLocation,
} from '@kcs/chat-client';
import { replaceMyIdWithName } from '../notifications/mention-data.ts';
import type { OpenRoomAtMessage } from '../notifications/notification-target.ts';
import { createPermissionOfferOnce } from '../notifications/offer-permission.ts';
import { readStartedCall } from '../notifications/started-call.ts';
import type { ToastBoard } from './toast-board.ts';
import {
  describeAddedRoom,
  describeNotification,
  describeRefusedMessage,
  describeRoomEnd,
} from './toast-text.ts';

export interface EventToastsOptions {
  readonly openRoomId: () => string | null;
  readonly openMessage: OpenRoomAtMessage;
}

/** Shows toasts for chat client events that are not visible elsewhere on the page. Runs until the chat client stops. */
export function showEventToasts(
  chat: Pick<ChatClient, 'on' | 'getState'>,
  board: ToastBoard,
  { openRoomId, openMessage }: EventToastsOptions,
): void {
  /**
   * Notifications about new rooms that are not in the room list yet, keyed by room id. If the user leaves such a room
   * before it appears in the list, its notification is never removed from this map.
   */
  const notificationByNewRoomId = new Map<string, ChatEvents['notification']>();
  /** Shows a toast about a room, unless the room is open. The timeline of the open room already shows the news. */
  function showToastAboutRoom(text: string | null, roomId: string): void {
    if (text !== null && roomId !== openRoomId()) board.showInfo(text, roomId);
  }
  function showMentionToast(
    notification: ChatEvents['notification'],
    { roomId, messageSeq }: MentionLocation,
  ): void {
    const notificationText = describeNotification(notification);
    if (notificationText !== null && roomId !== openRoomId()) {
      const toastAction = { label: 'Show', run: () => openMessage(roomId, messageSeq) };
      board.showInfo(replaceMyIdWithName(notificationText, chat.getState().me), roomId, toastAction);
    }
    const permissionOffer = createPermissionOfferOnce();
    if (permissionOffer) board.showInfo(permissionOffer.text, undefined, permissionOffer.action);
  }
  /** Shows a toast about a call that another person has started. If the room is open, its call banner appears instead. */
  function showStartedCallToast(notification: ChatEvents['notification']): void {
    const startedCall = readStartedCall(notification, chat.getState());
    if (startedCall === undefined || startedCall.roomId === openRoomId()) return;
    const { roomId, text } = startedCall;
    board.showInfo(text, roomId, { label: 'Show', run: () => openMessage(roomId) });
  }
  chat.on('notification', (notification) => {
    if (notification.type === 'meeting_started') {
      showStartedCallToast(notification);
      return;
    }
    const mentionLocation = readMentionLocation(notification);
    if (mentionLocation) {
      showMentionToast(notification, mentionLocation);
      return;
    }
    const roomId = String(notification.data.roomId);
    if (roomId === openRoomId()) return;
    const { rooms, roomsLoaded } = chat.getState();
    const isNewRoom = notification.type === 'new_chat';
    // A "new chat" notification about a room that is already in the room list is a repeat, so ignore it.
    if (isNewRoom && roomId in rooms) return;
    // Show the notification only when the `room-added` event arrives. No such event is emitted for the rooms in the
    // list that the client loads at startup, so while that list is loading, show the notification immediately.
    if (isNewRoom && roomsLoaded) notificationByNewRoomId.set(roomId, notification);
    else showToastAboutRoom(describeNotification(notification), roomId);
  });
  chat.on('room-added', ({ room }) => {
    const notification = notificationByNewRoomId.get(room.id);
    notificationByNewRoomId.delete(room.id);
    showToastAboutRoom(notification ? describeNotification(notification) : describeAddedRoom(room), room.id);
  });
  chat.on('room-ended', (end) => {
    notificationByNewRoomId.delete(end.room.id);
    // Show this toast even if the room was open, because the page no longer shows the room.
    const roomEndText = describeRoomEnd(end);
    if (roomEndText !== null) board.showInfo(roomEndText);
  });
  chat.on('message-refused', (refusal) => {
    showToastAboutRoom(describeRefusedMessage(refusal), refusal.item.roomId);
  });
  chat.on('problem', board.showProblem);
}
