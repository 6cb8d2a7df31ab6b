import type { Message } from '@kcs/contracts';
import { dayOf } from '../ui/times.ts';

/** Consecutive messages from one person form a group if they are less than 5 minutes apart. */
const GROUP_MS = 5 * 60_000;

/** A message and its position in the layout. */
export interface LaidOutMessage {
  readonly message: Message;
  /** Whether a day separator is shown before the message. */
  readonly startsDay: boolean;
  /** Whether the message is the first in its group. The first message shows the sender's name. */
  readonly startsGroup: boolean;
  /** Whether the message is the last in its group. The last message shows the sender's avatar. */
  readonly endsGroup: boolean;
  /** Whether the "New" separator is shown before the message. */
  readonly firstUnread: boolean;
}

/**
 * Groups messages by day and sender. `messages` must be in ascending order of `seq`. Messages from other people are
 * unread if their `seq` is above `unreadAfter`. If `unreadAfter` is null, there are no unread messages.
 */
export function layOutMessages(
  messages: readonly Message[],
  myId: string,
  unreadAfter: number | null,
): readonly LaidOutMessage[] {
  const firstUnread =
    unreadAfter === null
      ? undefined
      : messages.find((message) => message.seq > unreadAfter && message.sender_id !== myId);
  const starts = messages.map((message, index) => {
    const before = messages[index - 1];
    const startsDay = !before || dayOf(new Date(before.created_at)) !== dayOf(new Date(message.created_at));
    const isFirstUnread = message === firstUnread;
    return {
      startsDay,
      isFirstUnread,
      startsGroup: startsDay || isFirstUnread || !isSameGroup(before, message),
    };
  });
  return messages.map((message, index) => ({
    message,
    startsDay: starts[index]?.startsDay ?? false,
    startsGroup: starts[index]?.startsGroup ?? false,
    firstUnread: starts[index]?.isFirstUnread ?? false,
    endsGroup: starts[index + 1]?.startsGroup ?? true,
  }));
}

const isSameGroup = (before: Message, message: Message): boolean =>
  before.sender_id === message.sender_id &&
  before.message_type !== 'system' &&
  message.message_type !== 'system' &&
  Date.parse(message.created_at) - Date.parse(before.created_at) < GROUP_MS;
