import type { EncodedEvent } from './encoded-event.ts';
import { EventBundle } from './write-event.ts';

/** Time that one write to a socket takes, including its system call. */
const WRITE_MS = 0.005;
/** While a room has a burst of events, at most this share of the time is spent on writing them. */
const MAX_WRITING_SHARE = 1 / 4;
/** If the pause of a room would be shorter than this, it has none, because a timer would cost more than it saves. */
const MIN_PAUSE_MS = 2;
/** The longest pause. Nobody notices if a message arrives 50 ms later. */
const MAX_PAUSE_MS = 50;
/** If the waiting events of a room have more bytes than this, they are written before the end of the pause. */
const MAX_WAITING_BYTES = 256 * 1_024;

type WriteToRoom = (roomName: string, bundle: EventBundle, exceptSocketId?: string) => void;

type Schedule = (run: () => void, delayMs: number) => unknown;

interface RoomBurstsOptions {
  readonly write: WriteToRoom;
  /** Called when `write` has thrown at the end of a pause. The events of this write are lost. */
  readonly onWriteFailed: (error: unknown, roomName: string) => void;
  readonly schedule?: Schedule;
}

const scheduleWithTimer: Schedule = (run, delayMs) => setTimeout(run, delayMs).unref();

interface RoomBurst {
  readonly pauseMs: number;
  waiting: EncodedEvent[];
  waitingBytes: number;
}

/**
 * Writes the events of a room in bursts. The first event is written immediately, and is followed by a pause. The more
 * sockets the room has, the longer the pause: 20 ms for 1,000 sockets, and none for fewer than 100. Events that arrive
 * during the pause wait for its end, and are then written together, with one write per socket instead of one per event
 * and socket.
 */
export class RoomBursts {
  readonly #write: WriteToRoom;
  readonly #onWriteFailed: RoomBurstsOptions['onWriteFailed'];
  readonly #schedule: Schedule;
  readonly #bursts = new Map<string, RoomBurst>();

  constructor({ write, onWriteFailed, schedule = scheduleWithTimer }: RoomBurstsOptions) {
    this.#write = write;
    this.#onWriteFailed = onWriteFailed;
    this.#schedule = schedule;
  }

  add(roomName: string, event: EncodedEvent, socketCount: number): void {
    const burst = this.#bursts.get(roomName);
    if (burst) {
      burst.waiting.push(event);
      burst.waitingBytes += event.frame.length;
      if (burst.waitingBytes > MAX_WAITING_BYTES) this.flush(roomName);
      return;
    }
    this.#write(roomName, new EventBundle([event]));
    const pauseMs = Math.min(MAX_PAUSE_MS, (socketCount * WRITE_MS) / MAX_WRITING_SHARE);
    if (pauseMs < MIN_PAUSE_MS) return;
    this.#bursts.set(roomName, { pauseMs, waiting: [], waitingBytes: 0 });
    this.#schedule(() => this.#endPause(roomName), pauseMs);
  }

  /** Writes the room's waiting events, except to the given socket. The pause continues. */
  flush(roomName: string, exceptSocketId?: string): void {
    const burst = this.#bursts.get(roomName);
    if (!burst || burst.waiting.length === 0) return;
    const bundle = new EventBundle(burst.waiting);
    burst.waiting = [];
    burst.waitingBytes = 0;
    this.#write(roomName, bundle, exceptSocketId);
  }

  #endPause(roomName: string): void {
    const burst = this.#bursts.get(roomName);
    if (!burst) return;
    if (burst.waiting.length === 0) this.#bursts.delete(roomName);
    else {
      // An exception in a timer would end the process.
      try {
        this.flush(roomName);
      } catch (error) {
        this.#onWriteFailed(error, roomName);
      }
      this.#schedule(() => this.#endPause(roomName), burst.pauseMs);
    }
  }
}
