import type { RoomEvent, RoomShown } from '@kcs/contracts';
import { concernsMembers } from './member-events.ts';
import { newChatOfMessage } from './new-chat-notification.ts';
import type { FanOut } from './sequenced-adapter.ts';

/**
 * One event off the bus to everybody: the gateways that have its room open, our own sequencer, and where it concerns
 * members who did not join, all gateways: `shown` says to whom a message shows its room again. Resolves once Redis has
 * confirmed all of it; may be repeated.
 */
export async function fanOutEvent(
  event: RoomEvent,
  fanOut: FanOut,
  offer: (event: RoomEvent) => void,
  shown?: RoomShown,
): Promise<void> {
  // Both go out on one connection in this order; our own sockets need not wait for the confirmation.
  const published = fanOut.publishRoomEvent(event);
  const told = concernsMembers(event) ? fanOut.publishMemberEvent(event) : undefined;
  const notified =
    shown && event.kind === 'message-created'
      ? fanOut.publishNewChat(newChatOfMessage(event, shown))
      : undefined;
  offer(event);
  await Promise.all([published, told, notified]);
}
