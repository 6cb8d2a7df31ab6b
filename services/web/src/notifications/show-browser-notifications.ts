import { type ChatClient, getRoomTitle } from '@kcs/chat-client';
import { createExcerpt, getNotificationLevel, type Message } from '@kcs/contracts';
import { isAnyPageFocused } from './focused-page.ts';
import { replaceMyIdWithName } from './mention-data.ts';
import {
  findNotificationTarget,
  markOpenedAsSeen,
  type OpenRoomAtMessage,
  openNotificationTarget,
} from './notification-target.ts';
import { readStartedCall } from './started-call.ts';

/**
 * Shows browser notifications of mentions, of calls that other people start, of notifications from other services with
 * the urgency `normal` or `high`, and of new messages in rooms with the notification level `all`. Shows them only if the
 * user has allowed notifications, and only while the chat does not have the focus in any tab. A click on a notification
 * opens the mention, the room, or the address of the notification. Runs until the chat client stops.
 */
export function showBrowserNotifications(
  chat: Pick<ChatClient, 'on' | 'getState' | 'markNotificationsSeen'>,
  openMessage: OpenRoomAtMessage,
): void {
  chat.on('notification', (notification) => {
    const startedCall = readStartedCall(notification, chat.getState());
    if (startedCall) {
      const { roomId, roomTitle, text } = startedCall;
      void showNotificationUnlessFocused(roomTitle, text, notification.id, () => openMessage(roomId));
      return;
    }
    const { id, type, urgency, source, body = '' } = notification;
    const isFromService = source !== undefined && urgency !== 'low';
    if (type !== 'mention' && !isFromService) return;
    const title = notification.title ?? source ?? 'You were mentioned';
    void showNotificationUnlessFocused(title, replaceMyIdWithName(body, chat.getState().me), id, () => {
      markOpenedAsSeen(chat, id);
      const target = findNotificationTarget(notification);
      if (target) openNotificationTarget(target, openMessage);
    });
  });
  chat.on('room-event', (event) => {
    const { me, rooms } = chat.getState();
    const room = rooms[event.room_id]?.summary;
    if (event.kind !== 'message-created' || room === undefined) return;
    const message: Message = event.data;
    const isFromOtherWithoutMention = message.sender_id !== me.id && !message.mentions.includes(me.id);
    if (
      !isFromOtherWithoutMention ||
      getNotificationLevel(room) !== 'all' ||
      message.seq <= room.last_seen_seq
    )
      return;
    const roomTitle = getRoomTitle(room);
    const messageExcerpt = createExcerpt(message.content) ?? '';
    const notificationBody =
      room.room_type === 'group' ? `${message.sender_name}: ${messageExcerpt}` : messageExcerpt;
    void showNotificationUnlessFocused(roomTitle, notificationBody, room.id, () => openMessage(room.id));
  });
}

/**
 * Shows a browser notification, unless the chat has the focus in a tab. The notification replaces an earlier one with
 * the same `tag`. The browser therefore shows the same news only once, even if several tabs report it, and shows only
 * one notification for all new messages in a room.
 */
async function showNotificationUnlessFocused(
  title: string,
  body: string,
  tag: string,
  open: () => void,
): Promise<void> {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  try {
    if (await isAnyPageFocused()) return;
    const browserNotification = new Notification(title, { body, tag });
    browserNotification.onclick = () => {
      window.focus();
      browserNotification.close();
      open();
    };
  } catch {
    // Show nothing. Chrome on Android supports notifications only from a service worker, which this page does not have.
  }
}
