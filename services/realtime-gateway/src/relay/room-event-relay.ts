import type { RoomEvent, RoomShown } from '@kcs/contracts';
import { concernsMembers } from '../delivery/member-events.ts';
import { newChatOfMessage } from '../delivery/new-chat-notification.ts';
import { SWEEP_MS } from '../sequencer/head-sweep.ts';
import type { FanOut } from './redis-publisher.ts';

/** By this age of an event every gateway that can be reached has compared the room with its log since. */
const SETTLED_MS = 2 * SWEEP_MS;

export interface FanOutEventOptions {
  readonly fanOut: FanOut;
  readonly offer: (event: RoomEvent) => void;
  /** How far the room has come on this gateway. */
  readonly position: (roomId: string) => number | undefined;
}

/**
 * One event off the bus to everybody: the gateways that have its room open, our own sequencer, and where it concerns
 * members who did not join, all gateways: `shown` says to whom a message shows its room again. Resolves once Redis has
 * confirmed all of it; may be repeated.
 */
export async function fanOutEvent(
  event: RoomEvent,
  { fanOut, offer, position }: FanOutEventOptions,
  shown?: RoomShown,
): Promise<void> {
  // All go out on one connection in this order; our own sockets need not wait for the confirmation.
  const published = isSettled(event, position(event.room_id)) ? undefined : fanOut.publishRoomEvent(event);
  const told = concernsMembers(event) ? fanOut.publishMemberEvent(event) : undefined;
  const notified =
    shown && event.kind === 'message-created'
      ? fanOut.publishNewChat(newChatOfMessage(event, shown))
      : undefined;
  offer(event);
  await Promise.all([published, told, notified]);
}

/**
 * What the log gave us long ago it gave the others too. After an outage the bus brings all of it once more, just while
 * everybody catches up.
 */
const isSettled = ({ seq, created_at }: RoomEvent, position = 0): boolean =>
  seq <= position && Date.now() - Date.parse(created_at) > SETTLED_MS;
