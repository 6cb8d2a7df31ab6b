export { createBrowserPlatform } from './meetings/browser-platform.ts';
export type { CallStart, Calls } from './meetings/calls.ts';
export type {
  CallEnd,
  CallEndReason,
  CallMessage,
  CallParticipant,
  CallPhase,
  CallsState,
  DeviceKind,
  MediaDevice,
  MediaProblem,
  OwnDevice,
  OwnMedia,
  PeerConnectionState,
} from './meetings/calls-state.ts';
export { type CallsOptions, createCalls } from './meetings/create-calls.ts';
export type { MediaPlatform } from './meetings/media-platform.ts';
