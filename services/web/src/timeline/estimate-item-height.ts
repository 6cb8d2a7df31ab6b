import type { LaidOutMessage } from './message-layout.ts';
import type { TimelineItem } from './timeline-item.ts';

/** The estimated number of characters in one line of a message. */
const ESTIMATED_CHARACTERS_PER_LINE = 72;
const LINE_HEIGHT_PX = 21;

/** Caches the estimated heights of messages that have not been measured. */
const estimatedHeightByRow = new WeakMap<LaidOutMessage, number>();

/**
 * Estimates the height in pixels of an entry that the browser has not measured yet. A good estimate keeps the scroll
 * bar steady.
 */
export function estimateItemHeight(item: TimelineItem | undefined): number {
  switch (item?.kind) {
    case 'message': {
      const estimatedRowHeight = estimatedHeightByRow.get(item.row) ?? estimateRowHeight(item.row);
      estimatedHeightByRow.set(item.row, estimatedRowHeight);
      return estimatedRowHeight;
    }
    case 'pending':
      return 48;
    case 'system':
      return 38;
    default:
      return 52;
  }
}

function estimateRowHeight({ message, startsDay, startsGroup, startsUnread }: LaidOutMessage): number {
  const messageText = message.content ?? '';
  const lineCount = messageText
    .split('\n')
    .reduce((sum, line) => sum + 1 + Math.floor(line.length / ESTIMATED_CHARACTERS_PER_LINE), 0);
  const separatorHeight = (startsDay ? 48 : 0) + (startsUnread ? 44 : 0);
  const quoteAndReactionsHeight = (message.reply_to ? 46 : 0) + (message.reactions.length > 0 ? 23 : 0);
  return 15 + lineCount * LINE_HEIGHT_PX + (startsGroup ? 28 : 0) + separatorHeight + quoteAndReactionsHeight;
}
