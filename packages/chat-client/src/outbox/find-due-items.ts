import type { OutboxItem } from './outbox.ts';
import { idleRoomState, type SendState } from './send-state.ts';

/**
 * The maximum number of rooms that send at the same time. The server accepts 20 messages per second from one user
 * (LIM-1), so a higher number would only cause rejections.
 */
const MAX_SENDING_ROOMS = 4;

/**
 * Returns the items to send now, and when to check again if nothing changes. An item is sent only if no earlier item of
 * its room is unsent. The server therefore stores the messages of a room in order, even if requests are lost or
 * repeated (PROM-3).
 */
export function findDueItems(
  { roomStates, pausedUntil }: SendState,
  items: readonly OutboxItem[],
  now: number,
): { readonly toSend: readonly OutboxItem[]; readonly checkAgainAt: number | null } {
  const itemsToSend: OutboxItem[] = [];
  const checkedRoomIds = new Set<string>();
  let freeSendingRoomSlots =
    MAX_SENDING_ROOMS - Object.values(roomStates).filter(({ inFlight }) => inFlight !== null).length;
  let checkAgainAt: number | null = null;
  for (const item of items) {
    if (item.state !== 'waiting' || checkedRoomIds.has(item.roomId)) continue;
    checkedRoomIds.add(item.roomId);
    const roomState = roomStates[item.roomId] ?? idleRoomState;
    if (roomState.inFlight !== null) continue;
    const earliestSendAt = Math.max(roomState.notBefore, pausedUntil);
    if (earliestSendAt > now) checkAgainAt = Math.min(checkAgainAt ?? earliestSendAt, earliestSendAt);
    else if (freeSendingRoomSlots > 0) {
      freeSendingRoomSlots -= 1;
      itemsToSend.push(item);
    }
  }
  return { toSend: itemsToSend, checkAgainAt };
}
