import { coalesce } from '../time/coalesced.ts';
import type { MediaProblem, OwnDevice } from './calls-state.ts';
import type { CaptureKind, MediaPlatform } from './media-platform.ts';
import { toMediaProblem } from './media-problem.ts';

const TRACK_KINDS = { microphone: 'audio', camera: 'video' } as const satisfies Record<CaptureKind, string>;

export interface DeviceControlOptions {
  readonly kind: CaptureKind;
  readonly platform: Pick<MediaPlatform, 'openDevices' | 'isSecure'>;
  /** The constraints besides the choice of the device. */
  readonly constraints: MediaTrackConstraints;
  /** Called after every change of the device's state or track. */
  readonly onChange: () => void;
}

/**
 * The user's own microphone or camera. Changes may be requested at any time, even while the browser is asking for
 * permission. The last request determines the final state of the device.
 */
export class DeviceControl {
  readonly #options: DeviceControlOptions;
  #isOpenRequested = false;
  #isEnabledRequested = true;
  #deviceId: string | null = null;
  #openedDeviceId: string | null = null;
  #isStarting = false;
  #problem: MediaProblem | null = null;
  #track: MediaStreamTrack | null = null;
  #sharedOpening: Promise<MediaStream> | undefined;
  readonly #applyRequests = coalesce(() => this.#apply());

  constructor(options: DeviceControlOptions) {
    this.#options = options;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get isClosed(): boolean {
    return !this.#track && !this.#isStarting;
  }

  /** The constraints for opening the chosen device. */
  get constraints(): MediaTrackConstraints {
    return this.#constraintsFor(this.#deviceId);
  }

  get state(): OwnDevice {
    return {
      isOn: this.#track?.enabled ?? false,
      isStarting: this.#isStarting,
      deviceId: this.#deviceId,
      problem: this.#problem,
    };
  }

  /**
   * Opens the device and enables its track. If `sharedOpening` is given, takes the track of this device from the result,
   * and opens the device itself only if that fails. Never rejects.
   */
  turnOn(sharedOpening?: Promise<MediaStream>): Promise<void> {
    void this.#discardSharedTrack();
    this.#sharedOpening = sharedOpening;
    this.#isOpenRequested = true;
    this.#isEnabledRequested = true;
    return this.#applyRequests();
  }

  /** Sends silence or black frames from now on, and keeps the device open if it is open. Never rejects. */
  disable(): Promise<void> {
    this.#isEnabledRequested = false;
    if (this.#track) this.#track.enabled = false;
    return this.#applyRequests();
  }

  /** Stops the device at once, so that its light goes out. */
  close(): void {
    this.#isOpenRequested = false;
    this.#problem = null;
    this.#dropTrack();
    this.#options.onChange();
  }

  /** Chooses a device. If the device is open, replaces it without an interruption. Never rejects. */
  choose(deviceId: string | null): Promise<void> {
    this.#deviceId = deviceId;
    return this.#applyRequests();
  }

  async #apply(): Promise<void> {
    const deviceId = this.#deviceId;
    const mustOpen = this.#isOpenRequested && (!this.#track || this.#openedDeviceId !== deviceId);
    if (mustOpen) await this.#open(deviceId);
    else void this.#discardSharedTrack();
    if (this.#track) this.#track.enabled = this.#isEnabledRequested;
    this.#options.onChange();
  }

  async #open(deviceId: string | null): Promise<void> {
    this.#isStarting = true;
    this.#problem = null;
    this.#options.onChange();
    try {
      const track = (await this.#takeSharedTrack()) ?? (await this.#openTrackInPlaceOfCurrent(deviceId));
      if (this.#isOpenRequested) this.#takeTrack(track, deviceId);
      else track.stop();
    } catch (error) {
      if (this.#isOpenRequested) this.#fail(error, deviceId);
    } finally {
      this.#isStarting = false;
    }
  }

  async #takeSharedTrack(): Promise<MediaStreamTrack | undefined> {
    const sharedOpening = this.#sharedOpening;
    this.#sharedOpening = undefined;
    const stream = await sharedOpening?.catch(() => undefined);
    return stream?.getTracks().find((track) => track.kind === TRACK_KINDS[this.#options.kind]);
  }

  /** Stops the track of a shared opening that is no longer needed, so that the device does not stay open. */
  async #discardSharedTrack(): Promise<void> {
    (await this.#takeSharedTrack())?.stop();
  }

  /**
   * Opens the device. If that fails because the current device is open, closes the current one and tries again. Phones,
   * for example, cannot open two cameras at once.
   */
  async #openTrackInPlaceOfCurrent(deviceId: string | null): Promise<MediaStreamTrack> {
    try {
      return await this.#openTrack(deviceId);
    } catch (error) {
      if (!this.#track || toMediaProblem(error, this.#options.platform) !== 'in-use') throw error;
      this.#dropTrack();
      this.#options.onChange();
      return this.#openTrack(deviceId);
    }
  }

  async #openTrack(deviceId: string | null): Promise<MediaStreamTrack> {
    const { kind, platform } = this.#options;
    const trackKind = TRACK_KINDS[kind];
    const [track] = (await platform.openDevices({ [trackKind]: this.#constraintsFor(deviceId) })).getTracks();
    if (!track) throw new DOMException(`The browser opened no ${kind}.`, 'NotFoundError');
    return track;
  }

  #fail(error: unknown, deviceId: string | null): void {
    const problem = toMediaProblem(error, this.#options.platform);
    if (problem === 'missing' && deviceId !== null && this.#deviceId === deviceId) {
      // The chosen device has been removed, so use the default device.
      this.#deviceId = null;
      void this.#applyRequests();
      return;
    }
    this.#problem = problem;
    if (this.#track) this.#deviceId = this.#openedDeviceId;
    else this.#isOpenRequested = false;
  }

  #takeTrack(track: MediaStreamTrack, deviceId: string | null): void {
    this.#dropTrack();
    this.#track = track;
    this.#openedDeviceId = deviceId;
    this.#problem = null;
    track.enabled = this.#isEnabledRequested;
    track.addEventListener('ended', () => this.#reopenAfterLoss(track));
    this.#options.onChange();
  }

  #constraintsFor(deviceId: string | null): MediaTrackConstraints {
    const { constraints } = this.#options;
    return deviceId === null ? constraints : { ...constraints, deviceId: { exact: deviceId } };
  }

  /** Runs when the device was unplugged, or when the user withdrew the permission. */
  #reopenAfterLoss(track: MediaStreamTrack): void {
    if (track !== this.#track) return;
    this.#dropTrack();
    this.#deviceId = null;
    void this.#applyRequests();
  }

  #dropTrack(): void {
    const track = this.#track;
    this.#track = null;
    track?.stop();
  }
}
