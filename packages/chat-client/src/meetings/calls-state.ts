import type { IceServer, Meeting } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';

/**
 * The phase of the user's call. `preview` shows the user's own picture before joining. During `reconnecting`, the
 * socket is lost, and the media of the call usually continues. `ended` lasts until `dismiss` or the next call.
 */
export type CallPhase = 'idle' | 'preview' | 'joining' | 'in-call' | 'reconnecting' | 'ended';

/**
 * Why a call ended for this user. `left`: the user left. `ended`: someone ended the meeting for everyone. `empty`: the
 * meeting was empty for too long. `room-deleted`: the room no longer exists. `removed`: the user is no longer a member
 * of the room. `taken-over`: another connection of the user took the place. `full`: someone else got the place during
 * an outage. `session-ended`: the user was logged out. `refused`: the server refused the call, and `error` says why.
 */
export type CallEndReason =
  | 'left'
  | 'ended'
  | 'empty'
  | 'room-deleted'
  | 'removed'
  | 'taken-over'
  | 'full'
  | 'session-ended'
  | 'refused';

export interface CallEnd {
  readonly reason: CallEndReason;
  /**
   * Only for `refused`, null otherwise. Common codes are `MEETING_FULL`, `MEETING_ENDED`, `MEETING_NOT_FOUND`, and
   * `UNREACHABLE`.
   */
  readonly error: ApiError | null;
}

/**
 * The state of the media connection to a participant: `connecting` until media first arrives, and `reconnecting` after
 * an interruption.
 */
export type PeerConnectionState = 'connecting' | 'connected' | 'reconnecting';

/** Another participant of the call. A user with two tabs is two participants. */
export interface CallParticipant {
  /** The participant id, which survives reconnects. */
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly isMuted: boolean;
  readonly isCameraOff: boolean;
  readonly isSharing: boolean;
  readonly connection: PeerConnectionState;
  /**
   * The participant's voice; null until media arrives. Play it in an `audio` element. `Calls.readAudioLevel` returns its
   * level.
   */
  readonly audio: MediaStream | null;
  /** The participant's camera; null while the camera is off, or while the screen replaces it. */
  readonly camera: MediaStream | null;
  /** The participant's screen; null while the participant does not share it. */
  readonly screen: MediaStream | null;
}

/**
 * Why a camera, microphone, or screen is unavailable. `denied`: the user or the browser refused permission. `missing`:
 * no such device exists. `in-use`: another program uses the device. `insecure`: the page was not loaded over HTTPS.
 * `unsupported`: the browser lacks the feature. `failed`: any other failure.
 */
export type MediaProblem = 'denied' | 'missing' | 'in-use' | 'insecure' | 'unsupported' | 'failed';

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

export interface MediaDevice {
  readonly id: string;
  readonly kind: DeviceKind;
  /** The name of the device; empty until the user has granted permission. */
  readonly label: string;
}

/** The user's own microphone or camera. */
export interface OwnDevice {
  readonly isOn: boolean;
  /** Whether the browser is opening the device, for example while it asks for permission. */
  readonly isStarting: boolean;
  /** The id of the chosen device; null for the browser's default. */
  readonly deviceId: string | null;
  /** Why the device could not be turned on; null if it is on, or if the user turned it off. */
  readonly problem: MediaProblem | null;
}

export interface OwnMedia {
  readonly microphone: OwnDevice;
  readonly camera: OwnDevice;
  /** The id of the chosen speaker; null for the default. Apply it with `setSinkId` to the `audio` elements. */
  readonly speakerId: string | null;
  /** All devices of the computer, in the browser's order. Updated when a device is plugged in or removed. */
  readonly devices: readonly MediaDevice[];
  /** The microphone, for a level meter; null while it is closed. Do not play it. */
  readonly audioStream: MediaStream | null;
  /**
   * The picture of the user's own camera; null while the camera is off. It stays available while the screen is shared.
   */
  readonly cameraStream: MediaStream | null;
  /** The screen that the user shares; null if none. */
  readonly screenStream: MediaStream | null;
  /** Whether this browser can share the screen. */
  readonly canShareScreen: boolean;
  /** Why the last attempt to share the screen failed; null if it succeeded, or if the user canceled it. */
  readonly screenProblem: MediaProblem | null;
}

/** A message in a meeting. The server does not store it. */
export interface CallMessage {
  /** Unique within the call. */
  readonly id: string;
  /** The participant who wrote the message. */
  readonly participantId: string;
  readonly userId: string;
  readonly userName: string;
  readonly content: string;
  readonly sentAt: string;
  readonly isOwn: boolean;
}

/** The whole state of calls. Immutable: after a change, every unaffected part is still the same object. */
export interface CallsState {
  readonly phase: CallPhase;
  /** The room of the current or last call; null in the phase `idle`. */
  readonly roomId: string | null;
  /** The meeting of the current or last call; null before the server has named it. */
  readonly meeting: Meeting | null;
  /** The user's own participant id; null unless the user is in the call. */
  readonly participantId: string | null;
  /** The other participants, in the order in which they joined. */
  readonly participants: readonly CallParticipant[];
  readonly media: OwnMedia;
  /** The messages since the user joined, oldest first, at most 500. */
  readonly messages: readonly CallMessage[];
  /** Why the last call ended; null in all phases except `ended`. */
  readonly end: CallEnd | null;
  /** The running meeting of each room, by room id, as far as this client knows. See `Calls.watchRoom`. */
  readonly running: Readonly<Record<string, Meeting>>;
}

/** The STUN and TURN servers for new connections. */
export type IceServers = readonly IceServer[];
