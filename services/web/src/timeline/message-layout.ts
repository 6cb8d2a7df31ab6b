import type { Message } from '@kcs/contracts';
import { dayOf } from '../ui/times.ts';

/** Consecutive messages of one person form a group if less than this lies between them. */
const GROUP_MS = 5 * 60_000;

/** A message, and how it relates to its neighbors. */
export interface LaidOutMessage {
  readonly message: Message;
  /** A day separator comes before it. */
  readonly startsDay: boolean;
  /** The first message of a group shows the sender's name. */
  readonly startsGroup: boolean;
  /** The last message of a group shows the sender's avatar. */
  readonly endsGroup: boolean;
  /** The "New" separator comes before it. */
  readonly firstUnread: boolean;
}

/**
 * Groups messages by day and sender. `messages` ascend by `seq`. Messages of others with a `seq` above `unreadAfter` are
 * unread; null means that none is.
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
