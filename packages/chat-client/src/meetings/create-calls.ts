import { asApiError } from '../api/api-error.ts';
import type { ChatClient } from '../chat/chat-client.ts';
import type { Session } from '../session/session.ts';
import { createStore } from '../state/store.ts';
import { runWithRetries } from '../time/retrying.ts';
import { Stop } from '../time/stop.ts';
import { systemTime, type Time } from '../time/time.ts';
import { ActiveCall } from './active-call.ts';
import { createBrowserPlatform } from './browser-platform.ts';
import type { CallStart, Calls } from './calls.ts';
import type { CallEnd, CallEndReason, CallsState } from './calls-state.ts';
import type { MediaPlatform } from './media-platform.ts';
import type { MediaFlags } from './media-state-reporter.ts';
import { createMeetingApi } from './meeting-api.ts';
import { DEFAULT_CAMERA_CONSTRAINTS, OwnMediaControl } from './own-media.ts';
import { createPeerMesh } from './peer-mesh.ts';
import { RunningMeetingTracker } from './running-meeting-tracker.ts';

/** How long to try to start a meeting before the call is refused. */
const START_TIMEOUT_MS = 10_000;

export interface CallsOptions {
  readonly chat: Pick<ChatClient, 'on' | 'subscribe' | 'getState' | 'request'>;
  readonly session: Pick<Session, 'request'>;
  /** The size and frame rate of the camera picture. Default: 640 × 360 at 24 frames per second. */
  readonly camera?: MediaTrackConstraints;
  /** Replaces the browser's media functions, for example in tests. */
  readonly platform?: MediaPlatform;
  /** Replaces the clock and timers in tests. */
  readonly time?: Time;
}

/** Creates the calls of a chat client. Call `stop` before the chat client is stopped. */
export function createCalls(options: CallsOptions): Calls {
  const controller = new CallsController(options);
  return {
    getState: () => controller.state,
    subscribe: (listener) => controller.subscribe(listener),
    watchRoom: (roomId) => controller.running.watchRoom(roomId),
    openPreview: (roomId, start) => controller.openPreview(roomId, start),
    join: (roomId, start) => controller.join(roomId, start),
    leave: () => controller.leave('left'),
    endForAll: () => controller.endForAll(),
    dismiss: () => controller.dismiss(),
    setMuted: (isMuted) => controller.media.setMicrophone(!isMuted),
    setCamera: (isOn) => controller.media.setCamera(isOn),
    switchDevice: (kind, deviceId) => controller.media.choose(kind, deviceId),
    shareScreen: () => controller.shareScreen(),
    stopSharing: () => controller.media.stopSharing(),
    sendChat: (content) => controller.sendChat(content),
    readAudioLevel: (participantId) => controller.readAudioLevel(participantId),
    stop: () => controller.stop(),
  };
}

const NO_CALL = {
  phase: 'idle',
  roomId: null,
  meeting: null,
  participantId: null,
  participants: [],
  messages: [],
  end: null,
} as const satisfies Partial<CallsState>;

/** Runs at most one preview or call at a time. */
class CallsController {
  readonly media: OwnMediaControl;
  readonly running: RunningMeetingTracker;
  readonly #options: CallsOptions;
  readonly #platform: MediaPlatform;
  readonly #time: Time;
  readonly #api: ReturnType<typeof createMeetingApi>;
  readonly #store;
  readonly #stop = new Stop();
  #call: ActiveCall | undefined;
  /** Fires when the current preview, attempt to join, or call ends. */
  #callStop = new Stop();

  constructor(options: CallsOptions) {
    const { session, camera, platform = createBrowserPlatform(), time = systemTime } = options;
    this.#options = options;
    this.#platform = platform;
    this.#time = time;
    this.#api = createMeetingApi(session);
    this.media = new OwnMediaControl({
      platform,
      cameraConstraints: camera ?? DEFAULT_CAMERA_CONSTRAINTS,
      onChange: (media) => {
        this.#update({ media });
        this.#call?.onMediaChanged();
      },
    });
    this.#store = createStore<CallsState, Partial<CallsState>>((state, change) => ({ ...state, ...change }), {
      ...NO_CALL,
      media: this.media.state,
      running: {},
    });
    this.running = new RunningMeetingTracker({
      api: this.#api,
      time,
      stopped: this.#stop,
      onChange: (running) => this.#update({ running }),
    });
    this.#listen();
  }

  get state(): CallsState {
    return this.#store.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  async openPreview(roomId: string, start: CallStart = {}): Promise<void> {
    this.#begin(roomId, 'preview');
    await this.#openMedia(start);
  }

  async join(roomId: string, start: CallStart = {}): Promise<void> {
    const { phase } = this.state;
    const isSameRoom = this.state.roomId === roomId;
    if (isSameRoom && ['joining', 'in-call', 'reconnecting'].includes(phase)) return;
    const continuesPreview = isSameRoom && phase === 'preview';
    if (continuesPreview) this.#update({ phase: 'joining' });
    else this.#begin(roomId, 'joining');
    const callStop = this.#callStop;
    void this.#openMedia(start, continuesPreview);
    try {
      const startStop = new Stop(callStop);
      void this.#time.sleep(START_TIMEOUT_MS, startStop).then(startStop.stop);
      const meeting = await runWithRetries(() => this.#api.start(roomId), this.#time, startStop).finally(
        startStop.stop,
      );
      if (callStop.hasFired) return;
      this.running.add(meeting);
      await this.#joinMeeting(meeting);
    } catch (thrown) {
      if (!callStop.hasFired) this.#finish({ reason: 'refused', error: asApiError(thrown) });
    }
  }

  leave(reason: CallEndReason): void {
    if (['idle', 'ended'].includes(this.state.phase)) return;
    const wasPreview = this.state.phase === 'preview';
    this.#call?.leave();
    this.#finish({ reason, error: null });
    if (wasPreview) this.dismiss();
  }

  async endForAll(): Promise<void> {
    const { meeting } = this.state;
    if (!meeting) return;
    await this.#api.end(meeting.id);
    this.running.remove(meeting);
    if (this.state.meeting?.id === meeting.id) this.leave('ended');
  }

  dismiss(): void {
    if (this.state.phase === 'ended') this.#update(NO_CALL);
  }

  async shareScreen(): Promise<void> {
    if (!this.#call) return;
    const callStop = this.#callStop;
    await this.media.shareScreen();
    // The call may have ended while the browser's dialog was open.
    if (callStop.hasFired) this.media.stopSharing();
  }

  async sendChat(content: string): Promise<void> {
    await this.#call?.sendChat(content);
  }

  readAudioLevel(participantId: string): number {
    return this.#call?.readAudioLevel(participantId) ?? 0;
  }

  stop(): void {
    this.leave('left');
    this.#stop.stop();
    this.media.stop();
  }

  #begin(roomId: string, phase: 'preview' | 'joining'): void {
    this.leave('left');
    this.#callStop = new Stop(this.#stop);
    this.#update({ ...NO_CALL, phase, roomId });
  }

  async #openMedia(start: CallStart, continuesPreview = false): Promise<void> {
    const callStop = this.#callStop;
    const { microphone, camera } = this.media.state;
    await this.media.open({
      microphone: start.microphone ?? (continuesPreview ? microphone.isOn : true),
      camera: start.camera ?? (continuesPreview ? camera.isOn : true),
    });
    if (callStop.hasFired && this.#callStop === callStop) this.media.close();
  }

  async #joinMeeting(meeting: ActiveCall['meeting']): Promise<void> {
    this.#update({ meeting });
    const call = new ActiveCall({
      meeting,
      socket: this.#options.chat,
      api: this.#api,
      time: this.#time,
      createMesh: (ownId, iceServers) =>
        createPeerMesh({
          ownId,
          iceServers,
          platform: this.#platform,
          time: this.#time,
          stopped: call.stopped,
          sendSignal: (to, signal) => call.sendSignal(to, signal),
          onChange: () => call.updateParticipants(),
        }),
      getFlags: () => this.#ownFlags,
      getTracks: () => this.media.tracks,
      update: (change) => this.#update(change),
      onEnd: (end) => this.#finish(end),
    });
    this.#call = call;
    await call.join();
  }

  get #ownFlags(): MediaFlags {
    const { microphone, camera, screenStream } = this.media.state;
    return { audio: microphone.isOn, video: camera.isOn, isSharing: screenStream !== null };
  }

  #finish(end: CallEnd): void {
    this.#callStop.stop();
    this.#call = undefined;
    this.media.close();
    this.#update({ phase: 'ended', participantId: null, participants: [], end });
  }

  #listen(): void {
    const { chat } = this.#options;
    let isOnline = chat.getState().connection === 'online';
    const removeListeners = [
      chat.on('server-event', (event) => {
        this.running.onEvent(event);
        this.#call?.onEvent(event);
      }),
      chat.on('connected', () => {
        isOnline = true;
        this.#call?.onConnected();
        this.running.onConnected();
      }),
      chat.subscribe(() => {
        const wasOnline = isOnline;
        isOnline = chat.getState().connection === 'online';
        if (wasOnline && !isOnline) this.#call?.onDisconnected();
      }),
      chat.on('session-ended', () => {
        this.#call?.close();
        if (!['idle', 'ended'].includes(this.state.phase))
          this.#finish({ reason: 'session-ended', error: null });
      }),
      this.#platform.onNetworkChanged(() => this.#call?.onNetworkChanged()),
      this.#platform.onPageHidden(() => this.leave('left')),
    ];
    this.#stop.onStop(() => {
      for (const remove of removeListeners) remove();
    });
  }

  #update(change: Partial<CallsState>): void {
    this.#store.dispatch(change);
  }
}
