import type { Message } from '@kcs/contracts';
import { getDayNumber } from '../ui/times.ts';

/** The longest pause between two consecutive messages in the same group: 5 minutes. */
const MAX_GROUP_PAUSE_MS = 5 * 60_000;

/** A message and the layout of its row: separators, sender name, and avatar. */
export interface LaidOutMessage {
  readonly message: Message;
  /** Whether a day separator is shown before the message. */
  readonly startsDay: boolean;
  /** Whether the message is the first in its group. Only the first message shows the sender's name. */
  readonly startsGroup: boolean;
  /** Whether the message is the last in its group. Only the last message shows the sender's avatar. */
  readonly endsGroup: boolean;
  /** Whether the "New" separator is shown before the message. */
  readonly startsUnread: boolean;
}

/** The rows from earlier layouts, keyed by message. */
export type PreviousRowByMessage = WeakMap<Message, LaidOutMessage>;

/**
 * Groups consecutive messages from the same sender on the same day. A new group also begins after a pause of at least
 * five minutes, and at the "New" separator, which appears before `firstUnread`. `messages` must be in ascending order
 * of `seq`. Reuses a row from `previousRows` if its layout is unchanged, so that React does not render the row again.
 * Adds new rows to `previousRows`.
 */
export function layOutMessages(
  messages: readonly Message[],
  firstUnread: Message | undefined,
  previousRows: PreviousRowByMessage = new WeakMap(),
): readonly LaidOutMessage[] {
  const laidOutRows: LaidOutMessage[] = [];
  let startsDay = true;
  let startsGroup = true;
  for (const [index, message] of messages.entries()) {
    const nextMessage = messages[index + 1];
    const nextMessageStartsDay =
      nextMessage !== undefined && getParsedTime(nextMessage).day !== getParsedTime(message).day;
    const nextMessageStartsGroup =
      nextMessage === undefined ||
      nextMessageStartsDay ||
      nextMessage === firstUnread ||
      !belongToSameGroup(message, nextMessage);
    const newRow: LaidOutMessage = {
      message,
      startsDay,
      startsGroup,
      endsGroup: nextMessageStartsGroup,
      startsUnread: message === firstUnread,
    };
    const previousRow = previousRows.get(message);
    const rowToKeep = previousRow && areRowsEqual(previousRow, newRow) ? previousRow : newRow;
    previousRows.set(message, rowToKeep);
    laidOutRows.push(rowToKeep);
    startsDay = nextMessageStartsDay;
    startsGroup = nextMessageStartsGroup;
  }
  return laidOutRows;
}

interface ParsedTime {
  readonly day: number;
  readonly ms: number;
}

/**
 * Caches the parsed time of each message, because parsing thousands of timestamps takes longer than rendering a new
 * message.
 */
const parsedTimeByMessage = new WeakMap<Message, ParsedTime>();

function getParsedTime(message: Message): ParsedTime {
  const cachedTime = parsedTimeByMessage.get(message);
  if (cachedTime) return cachedTime;
  const creationDate = new Date(message.created_at);
  const parsedTime = { day: getDayNumber(creationDate), ms: creationDate.getTime() };
  parsedTimeByMessage.set(message, parsedTime);
  return parsedTime;
}

const areRowsEqual = (left: LaidOutMessage, right: LaidOutMessage): boolean =>
  left.startsDay === right.startsDay &&
  left.startsGroup === right.startsGroup &&
  left.endsGroup === right.endsGroup &&
  left.startsUnread === right.startsUnread;

const belongToSameGroup = (previous: Message, message: Message): boolean =>
  previous.sender_id === message.sender_id &&
  previous.message_type !== 'system' &&
  message.message_type !== 'system' &&
  getParsedTime(message).ms - getParsedTime(previous).ms < MAX_GROUP_PAUSE_MS;
