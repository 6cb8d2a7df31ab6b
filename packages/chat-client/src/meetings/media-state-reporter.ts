import { asApiError } from '../api/api-error.ts';
import type { ChatClient } from '../chat/chat-client.ts';
import { coalesce } from '../time/coalesced.ts';
import { runWithRetries } from '../time/retrying.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';

/** What the user currently sends, as the other participants see it. */
export interface MediaFlags {
  readonly audio: boolean;
  readonly video: boolean;
  readonly isSharing: boolean;
}

interface MediaStateReporterOptions {
  readonly meetingId: string;
  readonly request: ChatClient['request'];
  readonly getFlags: () => MediaFlags;
  readonly time: Time;
  readonly stopped: Stop;
  /** Called if the server refuses a report. */
  readonly onRefused: (error: ReturnType<typeof asApiError>) => void;
}

/**
 * Informs the other participants of changes to the user's own media. Changes in quick succession are combined. A
 * report that fails temporarily is repeated with the flags of that moment, until the next join reports them.
 */
export class MediaStateReporter {
  readonly #options: MediaStateReporterOptions;
  /** The flags that the others know; undefined while the user is not in the meeting. */
  #known: MediaFlags | undefined;
  /** Fires when reporting pauses. */
  #pauseStop: Stop;
  readonly #report = coalesce(() => this.#reportChanges());

  constructor(options: MediaStateReporterOptions) {
    this.#options = options;
    this.#pauseStop = new Stop(options.stopped);
  }

  /** Stops reporting until the next join. */
  pause(): void {
    this.#known = undefined;
    this.#pauseStop.stop();
  }

  /** Call this method after a join, with the flags that the server has stored. */
  resumeFrom({ audio, video, isSharing }: MediaFlags): void {
    this.#known = { audio, video, isSharing };
    this.#pauseStop.stop();
    this.#pauseStop = new Stop(this.#options.stopped);
    this.reportIfChanged();
  }

  reportIfChanged(): void {
    void this.#report();
  }

  async #reportChanges(): Promise<void> {
    const { time, onRefused } = this.#options;
    try {
      await runWithRetries(() => this.#sendChanges(), time, this.#pauseStop);
    } catch (thrown) {
      onRefused(asApiError(thrown));
    }
  }

  async #sendChanges(): Promise<void> {
    const { meetingId, request, getFlags } = this.#options;
    const known = this.#known;
    if (!known) return;
    const { audio, video, isSharing } = getFlags();
    if (isSharing !== known.isSharing) await request('screen-share', { meetingId, isSharing });
    if (audio !== known.audio || video !== known.video)
      await request('meeting-media-state', { meetingId, audio, video });
    // A join in the meantime has reported newer flags.
    if (this.#known === known) this.#known = { audio, video, isSharing };
  }
}
