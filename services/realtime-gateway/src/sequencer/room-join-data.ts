import type { RoomCatchUpResult, RoomEvent } from '@kcs/contracts';
import type { RoomEventRecording } from './recording.ts';

/** chat-api's reply about one room, and a recording of the events that the room releases after the request. */
export interface JoinAuthorization {
  readonly head: number;
  readonly missed: RoomCatchUpResult | undefined;
  readonly recording: RoomEventRecording;
}

/**
 * The data that is needed for a socket to enter a room: the missed events from chat-api, the recorded events after
 * chat-api's head, and the room's current position.
 */
export interface RoomJoinData {
  readonly missed: RoomCatchUpResult | undefined;
  readonly after: readonly RoomEvent[];
  readonly position: number;
}
