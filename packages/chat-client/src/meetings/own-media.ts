import type { DeviceKind, MediaDevice, MediaProblem, OwnMedia } from './calls-state.ts';
import { DeviceControl } from './device-control.ts';
import { keepIfEqual } from './keep-if-equal.ts';
import type { MediaPlatform } from './media-platform.ts';
import { toMediaProblem } from './media-problem.ts';

const MICROPHONE_CONSTRAINTS: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** Every participant sends the camera to every other one, so a small picture keeps the load bearable. */
export const DEFAULT_CAMERA_CONSTRAINTS: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 24, max: 30 },
};

const DEVICE_KINDS_BY_BROWSER_NAME: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
};

/** The tracks that the user sends to the others. */
export interface OwnTracks {
  readonly audio: MediaStreamTrack | null;
  /** The screen while it is shared, and the camera otherwise. */
  readonly video: MediaStreamTrack | null;
}

interface OwnMediaControlOptions {
  readonly platform: MediaPlatform;
  readonly cameraConstraints: MediaTrackConstraints;
  /** Called after every change, with the new state. */
  readonly onChange: (media: OwnMedia) => void;
}

/** The user's own microphone, camera, screen, and choice of devices. */
export class OwnMediaControl {
  readonly #platform: MediaPlatform;
  readonly #microphone: DeviceControl;
  readonly #camera: DeviceControl;
  readonly #onChange: (media: OwnMedia) => void;
  #speakerId: string | null = null;
  #screen: MediaStream | null = null;
  #screenProblem: MediaProblem | null = null;
  #devices: readonly MediaDevice[] = [];
  #state: OwnMedia;
  readonly #removeDeviceListener: () => void;

  constructor({ platform, cameraConstraints, onChange }: OwnMediaControlOptions) {
    this.#platform = platform;
    this.#onChange = onChange;
    const createControl = (kind: 'microphone' | 'camera', constraints: MediaTrackConstraints) =>
      new DeviceControl({ kind, platform, constraints, onChange: () => this.#changed() });
    this.#microphone = createControl('microphone', MICROPHONE_CONSTRAINTS);
    this.#camera = createControl('camera', cameraConstraints);
    this.#state = this.#buildState(undefined);
    this.#removeDeviceListener = platform.onDevicesChanged(() => void this.#loadDevices());
  }

  /** Immutable. After a change, every unaffected part is still the same object. */
  get state(): OwnMedia {
    return this.#state;
  }

  get tracks(): OwnTracks {
    return {
      audio: this.#microphone.track,
      video: this.#screen?.getVideoTracks()[0] ?? this.#camera.track,
    };
  }

  /** Turns on the requested devices. The browser asks once for the permissions of both. Never rejects. */
  async open(start: { readonly microphone: boolean; readonly camera: boolean }): Promise<void> {
    const mayShareOpening =
      this.#platform.isSecure &&
      start.microphone &&
      start.camera &&
      this.#microphone.isClosed &&
      this.#camera.isClosed;
    // One request for both devices makes the browser ask for both permissions at once.
    const sharedOpening = mayShareOpening
      ? this.#platform.openDevices({ audio: this.#microphone.constraints, video: this.#camera.constraints })
      : undefined;
    await Promise.all([
      start.microphone ? this.#microphone.turnOn(sharedOpening) : this.#microphone.disable(),
      start.camera ? this.#camera.turnOn(sharedOpening) : this.setCamera(false),
    ]);
    await this.#loadDevices();
  }

  setMicrophone(isOn: boolean): Promise<void> {
    return isOn ? this.#microphone.turnOn() : this.#microphone.disable();
  }

  async setCamera(isOn: boolean): Promise<void> {
    if (isOn) await this.#camera.turnOn();
    else this.#camera.close();
  }

  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    if (kind === 'microphone') return this.#microphone.choose(deviceId);
    if (kind === 'camera') return this.#camera.choose(deviceId);
    this.#speakerId = deviceId;
    this.#changed();
  }

  /** Asks the user for a screen and shares it. Never rejects. A new screen replaces the current one. */
  async shareScreen(): Promise<void> {
    this.#screenProblem = null;
    try {
      const screen = await this.#platform.openScreen();
      const [track] = screen.getVideoTracks();
      this.#stopScreenTracks();
      this.#screen = screen;
      if (track) track.contentHint = 'detail';
      // The browser has its own button that ends the sharing.
      track?.addEventListener('ended', () => {
        if (this.#screen === screen) this.stopSharing();
      });
    } catch (error) {
      const problem = toMediaProblem(error, this.#platform);
      // The user closed the browser's dialog, which is no problem.
      this.#screenProblem = problem === 'denied' ? null : problem;
    }
    this.#changed();
  }

  stopSharing(): void {
    if (!this.#screen) return;
    this.#stopScreenTracks();
    this.#changed();
  }

  /** Stops all devices and the screen, but keeps the choice of devices. */
  close(): void {
    this.#stopScreenTracks();
    this.#microphone.close();
    this.#camera.close();
  }

  stop(): void {
    this.close();
    this.#removeDeviceListener();
  }

  #stopScreenTracks(): void {
    for (const track of this.#screen?.getTracks() ?? []) track.stop();
    this.#screen = null;
  }

  async #loadDevices(): Promise<void> {
    const browserDevices = await this.#platform.listDevices().catch(() => []);
    this.#devices = browserDevices.map(({ deviceId, kind, label }) => ({
      id: deviceId,
      kind: DEVICE_KINDS_BY_BROWSER_NAME[kind],
      label,
    }));
    this.#changed();
  }

  #changed(): void {
    this.#state = this.#buildState(this.#state);
    this.#onChange(this.#state);
  }

  #buildState(former: OwnMedia | undefined): OwnMedia {
    return {
      microphone: keepIfEqual(former?.microphone, this.#microphone.state),
      camera: keepIfEqual(former?.camera, this.#camera.state),
      speakerId: this.#speakerId,
      devices: this.#devices,
      audioStream: this.#wrapTrack(former?.audioStream, this.#microphone.track),
      cameraStream: this.#wrapTrack(former?.cameraStream, this.#camera.track),
      screenStream: this.#screen,
      canShareScreen: this.#platform.canShareScreen,
      screenProblem: this.#screenProblem,
    };
  }

  /** Returns a stream with the track: the former stream if it already has this track, and otherwise a new one. */
  #wrapTrack(former: MediaStream | null | undefined, track: MediaStreamTrack | null): MediaStream | null {
    if (!track) return null;
    return former?.getTracks()[0] === track ? former : this.#platform.createStream([track]);
  }
}
