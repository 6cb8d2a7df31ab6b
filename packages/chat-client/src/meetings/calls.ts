import type { CallsState, DeviceKind } from './calls-state.ts';

/** The state in which a preview or call begins. */
export interface CallStart {
  /** Whether to turn on the microphone. Default: the current state in a preview, and true otherwise. */
  readonly microphone?: boolean;
  /** Whether to turn on the camera. Default: the current state in a preview, and true otherwise. */
  readonly camera?: boolean;
}

/**
 * The calls of one user: at most one call at a time, and the running meetings of rooms. It works like `ChatClient`: read
 * `getState`, and learn of changes through `subscribe`. Methods never throw unless their comment says otherwise.
 * Failures appear in the state: a refused call in `end`, and a missing device in `media`.
 */
export interface Calls {
  /**
   * Returns the current state. The object stays the same until something changes, as `useSyncExternalStore` requires.
   */
  getState(): CallsState;
  /** Calls the listener after every state change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;

  /**
   * Loads the running meeting of a room into `state.running`, and loads it again after each reconnect. Between
   * reconnects, events add and remove the running meetings of all rooms. If the user has not joined a meeting, the
   * server does not say how many people are in it. Returns a function that stops the reloads.
   */
  watchRoom(roomId: string): () => void;

  /** Opens the microphone and camera before joining. Leaves the current call first. */
  openPreview(roomId: string, start?: CallStart): Promise<void>;
  /**
   * Joins the running meeting of the room, or starts a meeting if none is running. If the user is already in the call
   * of this room, does nothing. If a preview of this room is open, continues with its devices. If the user is in
   * another call, leaves that call first. Resolves when the user is in the call, or when the call is refused. A missing
   * or refused device does not prevent joining.
   */
  join(roomId: string, start?: CallStart): Promise<void>;
  /**
   * Leaves the call, or closes the preview. Closes all devices immediately, and informs the server in the background.
   */
  leave(): void;
  /**
   * Ends the meeting for everyone. Only the person who started it and the room's owners and admins may do so. Throws
   * `ApiError` if the server refuses.
   */
  endForAll(): Promise<void>;
  /** Removes an ended call from the state. */
  dismiss(): void;

  /** Mutes or unmutes the microphone. Opens the microphone if it was closed. */
  setMuted(isMuted: boolean): Promise<void>;
  /** Turns the camera on or off. The camera's light goes out while it is off. */
  setCamera(isOn: boolean): Promise<void>;
  /**
   * Switches to another device, for this call and later calls of this page. The other participants notice no
   * interruption.
   */
  switchDevice(kind: DeviceKind, deviceId: string): Promise<void>;
  /**
   * Asks the user which screen or window to share, and shows it to the others in place of the camera. The user can also
   * end the sharing with the browser's own button. Does nothing outside a call.
   */
  shareScreen(): Promise<void>;
  stopSharing(): void;

  /** Sends a message to all participants. Throws `ApiError` if the server refuses it or cannot be reached. */
  sendChat(content: string): Promise<void>;
  /**
   * Returns how loud a participant is at the moment, from 0 (silent) to 1. The state does not contain this value. Call
   * this method repeatedly, for example every 100 ms, to show who is speaking. For the user's own voice, measure
   * `media.audioStream`.
   */
  readAudioLevel(participantId: string): number;

  /** Leaves the call and stops all background work. Call this method before the chat client is stopped. */
  stop(): void;
}
