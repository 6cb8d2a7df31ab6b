import type { RoomEvent } from '@kcs/contracts';
import { concernsMembers } from './member-events.ts';
import type { FanOut } from './sequenced-adapter.ts';

/**
 * One event off the bus to everybody: the gateways that have its room open, our own sequencer, and where it concerns
 * members who did not join, all gateways. Resolves once Redis has confirmed all of it; may be repeated.
 */
export async function fanOutEvent(
  event: RoomEvent,
  fanOut: FanOut,
  offer: (event: RoomEvent) => void,
): Promise<void> {
  // Both go out on one connection in this order; our own sockets need not wait for the confirmation.
  const published = fanOut.publishRoomEvent(event);
  const told = concernsMembers(event) ? fanOut.publishMemberEvent(event) : undefined;
  offer(event);
  await Promise.all([published, told]);
}
