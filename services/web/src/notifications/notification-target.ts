import { type ChatClient, readMentionLocation } from '@kcs/chat-client';
import type { ChatNotification } from '@kcs/contracts';
import { createRoomHref, parseRoomHash } from '../chat/room-href.ts';

/** What a click on a notification opens: a message, a room, or a page outside the chat. */
export type NotificationTarget =
  | { readonly kind: 'message'; readonly href: string; readonly roomId: string; readonly seq: number }
  | { readonly kind: 'room'; readonly href: string; readonly roomId: string }
  | { readonly kind: 'page'; readonly href: string };

/** Matches an `https` address, and a path that begins with exactly one slash. */
const ALLOWED_URL_PATTERN = /^(https:\/\/|\/(?![/\\]))/i;

/** Opens a room. If `seq` is given, also scrolls to the message with this seq. */
export type OpenRoomAtMessage = (roomId: string, seq?: number) => void;

/**
 * Returns what a click on a notification opens, or null if there is nothing to open. Accepts only `https` addresses and
 * paths on this server, because the address comes from another service.
 */
export function findNotificationTarget(
  notification: Pick<ChatNotification, 'type' | 'data'> & { readonly url?: string | null | undefined },
): NotificationTarget | null {
  const mention = readMentionLocation(notification);
  if (mention) {
    const { roomId, messageSeq: seq } = mention;
    return { kind: 'message', href: createRoomHref(roomId), roomId, seq };
  }
  const { url } = notification;
  const { origin } = location;
  if (!url || !ALLOWED_URL_PATTERN.test(url) || !URL.canParse(url, origin)) return null;
  const address = new URL(url, origin);
  if (address.username !== '' || address.password !== '') return null;
  const isAddressOfChat = address.origin === origin && address.pathname === '/';
  const roomId = isAddressOfChat ? parseRoomHash(address.hash) : null;
  return roomId === null
    ? { kind: 'page', href: address.href }
    : { kind: 'room', href: createRoomHref(roomId), roomId };
}

/** Opens the target of a notification. Messages and rooms open in this page, and other pages in a new tab. */
export function openNotificationTarget(target: NotificationTarget, openRoom: OpenRoomAtMessage): void {
  if (target.kind === 'message') openRoom(target.roomId, target.seq);
  else if (target.kind === 'room') openRoom(target.roomId);
  else window.open(target.href, '_blank', 'noopener');
}

/** Marks a notification that the user has opened as seen. If this fails, the notification stays unread. */
export const markOpenedAsSeen = (chat: Pick<ChatClient, 'markNotificationsSeen'>, id: string): void =>
  void chat.markNotificationsSeen({ ids: [id] }).catch(() => undefined);
