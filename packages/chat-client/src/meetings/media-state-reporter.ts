import { asApiError } from '../api/api-error.ts';
import type { ChatClient } from '../chat/chat-client.ts';
import { coalesce } from '../time/coalesced.ts';

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
  /** Called if the server refuses a report. */
  readonly onRefused: (error: ReturnType<typeof asApiError>) => void;
}

/**
 * Informs the other participants of changes to the user's own media. Changes in quick succession are combined. If a
 * report is lost with the connection, the next join repeats it.
 */
export class MediaStateReporter {
  readonly #options: MediaStateReporterOptions;
  /** The flags that the others know; undefined while the user is not in the meeting. */
  #known: MediaFlags | undefined;
  readonly #report = coalesce(() => this.#reportChanges());

  constructor(options: MediaStateReporterOptions) {
    this.#options = options;
  }

  /** Stops reporting until the next join. */
  pause(): void {
    this.#known = undefined;
  }

  /** Call this method after a join, with the flags that the server has stored. */
  resumeFrom({ audio, video, isSharing }: MediaFlags): void {
    this.#known = { audio, video, isSharing };
    this.reportIfChanged();
  }

  reportIfChanged(): void {
    void this.#report();
  }

  async #reportChanges(): Promise<void> {
    const { meetingId, request, getFlags, onRefused } = this.#options;
    const known = this.#known;
    if (!known) return;
    const { audio, video, isSharing } = getFlags();
    try {
      if (isSharing !== known.isSharing) await request('screen-share', { meetingId, isSharing });
      if (audio !== known.audio || video !== known.video)
        await request('meeting-media-state', { meetingId, audio, video });
      // A join in the meantime has reported newer flags.
      if (this.#known === known) this.#known = { audio, video, isSharing };
    } catch (thrown) {
      onRefused(asApiError(thrown));
    }
  }
}
