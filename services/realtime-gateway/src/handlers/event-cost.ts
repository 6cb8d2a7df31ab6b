/**
 * How many room or message ids in a client event cost as much as one event in the event budget (LIM-2). A join may
 * contain 500 room ids.
 */
const ITEMS_PER_EVENT_COST = 20;

/** Returns the cost of a client event in the event budget. The payload has not been validated at this point. */
export function calculateEventCost({ roomIds, messageIds }: Readonly<Record<string, unknown>>): number {
  const itemCounts = [roomIds, messageIds].map((list) => (Array.isArray(list) ? list.length : 0));
  return Math.max(1, ...itemCounts.map((count) => Math.ceil(count / ITEMS_PER_EVENT_COST)));
}
