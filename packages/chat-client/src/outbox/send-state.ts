import { computeBackOffMs, extendToRequestedWaitMs } from '../time/back-off.ts';
import type { OutboxItem } from './outbox.ts';

/** The send state of one room. All times are milliseconds of the local clock. */
interface RoomSendState {
  /** The `clientMsgId` of the message that is being sent; null if no message is being sent. */
  readonly inFlight: string | null;
  readonly failures: number;
  readonly failingSince: number;
  readonly notBefore: number;
}

/**
 * The send state of all rooms. Several rooms may send at the same time, but each room sends its messages one after
 * another.
 */
export interface SendState {
  /** The send state by room id. A room without sends or failures has no entry. */
  readonly roomStates: Readonly<Record<string, RoomSendState>>;
  /** No room sends before this time, because the server has asked the client to wait. */
  readonly pausedUntil: number;
}

/**
 * The result of one attempt to send. `later` means that a retry may succeed. The room's later messages wait for that
 * retry.
 */
export type SendResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly retryAfterMs: number | undefined; readonly limited: boolean };

export const idleRoomState: RoomSendState = { inFlight: null, failures: 0, failingSince: 0, notBefore: 0 };

export const initialSendState: SendState = { roomStates: {}, pausedUntil: 0 };

/** Returns the send state with this item in flight. Call this function when an attempt to send the item starts. */
export const recordSendStart = (sendState: SendState, { roomId, clientMsgId }: OutboxItem): SendState =>
  setRoomState(sendState, roomId, {
    ...(sendState.roomStates[roomId] ?? idleRoomState),
    inFlight: clientMsgId,
  });

/** Returns the send state after an attempt to send a message of a room has ended. `random` is a number in [0, 1). */
export function recordSendResult(
  sendState: SendState,
  roomId: string,
  result: SendResult,
  now: number,
  random: number,
): SendState {
  if (result.kind === 'done') return setRoomState(sendState, roomId, idleRoomState);
  const roomState = sendState.roomStates[roomId] ?? idleRoomState;
  const failingSince = roomState.failures === 0 ? now : roomState.failingSince;
  const waitMs = extendToRequestedWaitMs(
    computeBackOffMs(roomState.failures, now - failingSince, random),
    result.retryAfterMs,
    random,
  );
  const nextSendState = setRoomState(sendState, roomId, {
    inFlight: null,
    failures: roomState.failures + 1,
    failingSince,
    notBefore: now + waitMs,
  });
  // Pause all rooms, because the server's rate limit applies to the user, not to a single room.
  return result.limited ? { ...nextSendState, pausedUntil: now + waitMs } : nextSendState;
}

/**
 * Returns the send state in which no room waits for its next retry. If the server has requested a pause of all rooms,
 * the pause continues. Call this function after a reconnect.
 */
export const allowRetriesNow = (sendState: SendState): SendState => ({
  ...sendState,
  roomStates: Object.fromEntries(
    Object.entries(sendState.roomStates).map(([roomId, roomState]) => [
      roomId,
      { ...idleRoomState, inFlight: roomState.inFlight },
    ]),
  ),
});

/** Returns the number of consecutive failed attempts in a room. */
export const countFailures = (sendState: SendState, roomId: string): number =>
  sendState.roomStates[roomId]?.failures ?? 0;

function setRoomState(sendState: SendState, roomId: string, roomState: RoomSendState): SendState {
  const { [roomId]: _before, ...others } = sendState.roomStates;
  return {
    ...sendState,
    roomStates: roomState === idleRoomState ? others : { ...others, [roomId]: roomState },
  };
}
