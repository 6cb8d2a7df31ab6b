import type { DeviceKind } from './calls-state.ts';

export type CaptureKind = Exclude<DeviceKind, 'speaker'>;

/** The browser's functions for media. Tests replace them. */
export interface MediaPlatform {
  /** Whether the page may use cameras and microphones. Browsers allow it only over HTTPS and on localhost. */
  readonly isSecure: boolean;
  readonly canShareScreen: boolean;
  /** Opens devices. Rejects with a `DOMException`, like `getUserMedia`. */
  openDevices(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** Asks the user for a screen or window. Rejects with a `DOMException`, like `getDisplayMedia`. */
  openScreen(): Promise<MediaStream>;
  listDevices(): Promise<readonly MediaDeviceInfo[]>;
  /** Calls the listener when a device is plugged in or removed. Returns a function that removes the listener. */
  onDevicesChanged(listener: () => void): () => void;
  /** Calls the listener when the computer changes to another network. Returns a function that removes the listener. */
  onNetworkChanged(listener: () => void): () => void;
  /** Calls the listener when the user closes or leaves the page. Returns a function that removes the listener. */
  onPageHidden(listener: () => void): () => void;
  createStream(tracks: readonly MediaStreamTrack[]): MediaStream;
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
}
