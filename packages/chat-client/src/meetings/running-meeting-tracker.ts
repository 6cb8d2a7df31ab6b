import type { Meeting } from '@kcs/contracts';
import type { ServerEvent } from '../realtime/link.ts';
import { coalesceByKey } from '../time/coalesced.ts';
import { runWithRetries } from '../time/retrying.ts';
import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { MeetingApi } from './meeting-api.ts';
import {
  addRunningMeeting,
  followMeetings,
  type RunningMeetings,
  removeRunningMeeting,
} from './running-meetings.ts';

interface RunningMeetingTrackerOptions {
  readonly api: Pick<MeetingApi, 'findRunning'>;
  readonly time: Time;
  readonly stopped: Stop;
  readonly onChange: (running: RunningMeetings) => void;
}

/**
 * Keeps track of the rooms' running meetings. Because events may be lost while the client is disconnected, the tracker
 * loads the meeting of each watched room again after every reconnect.
 */
export class RunningMeetingTracker {
  readonly #options: RunningMeetingTrackerOptions;
  /** How many watchers each room has. */
  readonly #watcherCounts = new Map<string, number>();
  #running: RunningMeetings = {};
  readonly #load: (roomId: string) => Promise<void>;

  constructor(options: RunningMeetingTrackerOptions) {
    this.#options = options;
    this.#load = coalesceByKey((roomId) => this.#loadRoom(roomId));
  }

  /** Loads the running meeting of a room. Returns a function that stops the reloads. */
  watchRoom(roomId: string): () => void {
    this.#watcherCounts.set(roomId, (this.#watcherCounts.get(roomId) ?? 0) + 1);
    void this.#load(roomId);
    let isWatching = true;
    return () => {
      if (!isWatching) return;
      isWatching = false;
      const remaining = (this.#watcherCounts.get(roomId) ?? 1) - 1;
      if (remaining > 0) this.#watcherCounts.set(roomId, remaining);
      else this.#watcherCounts.delete(roomId);
    };
  }

  add(meeting: Meeting): void {
    this.#replace(addRunningMeeting(this.#running, meeting));
  }

  remove({ room_id, id }: Meeting): void {
    this.#replace(removeRunningMeeting(this.#running, room_id, id));
  }

  onEvent(event: ServerEvent): void {
    this.#replace(followMeetings(this.#running, event));
  }

  /** Loads the meetings of all watched rooms and of all rooms that had a meeting. */
  onConnected(): void {
    for (const roomId of new Set([...this.#watcherCounts.keys(), ...Object.keys(this.#running)]))
      void this.#load(roomId);
  }

  async #loadRoom(roomId: string): Promise<void> {
    const { api, time, stopped } = this.#options;
    const former = this.#running[roomId];
    try {
      const running = await runWithRetries(() => api.findRunning(roomId), time, stopped);
      // An event in the meantime is newer than the response.
      if (this.#running[roomId] !== former) return;
      if (running) this.add(running);
      else if (former) this.remove(former);
    } catch {
      // Ignore the failure, because the user may have left the room. The next connection loads the meeting again.
    }
  }

  #replace(running: RunningMeetings): void {
    if (running === this.#running) return;
    this.#running = running;
    this.#options.onChange(running);
  }
}
