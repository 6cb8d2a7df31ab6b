import type { OutboxItem } from './outbox.ts';

/** A change to the items of an outbox. Applying the same change twice has the same result as applying it once. */
export type OutboxItemChange =
  /** Appends the item, or moves it to the end if the outbox already contains it. */
  | { readonly type: 'add'; readonly item: OutboxItem }
  | {
      readonly type: 'mark';
      readonly clientMsgId: string;
      readonly change: Pick<OutboxItem, 'state' | 'problem'>;
    }
  | { readonly type: 'remove'; readonly clientMsgId: string }
  | { readonly type: 'clear' };

/** Applies a change to the items of an outbox and returns the new items. */
export function applyItemChange(
  items: readonly OutboxItem[],
  change: OutboxItemChange,
): readonly OutboxItem[] {
  switch (change.type) {
    case 'add':
      return [...removeItem(items, change.item.clientMsgId), change.item];
    case 'mark':
      return items.map((item) =>
        item.clientMsgId === change.clientMsgId ? { ...item, ...change.change } : item,
      );
    case 'remove':
      return removeItem(items, change.clientMsgId);
    case 'clear':
      return [];
    default:
      return change satisfies never;
  }
}

const removeItem = (items: readonly OutboxItem[], clientMsgId: string) =>
  items.filter((item) => item.clientMsgId !== clientMsgId);
