import type { ServerEventPayload } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import type { Adapter } from 'socket.io-adapter';
import type { MembershipCache } from '../membership/membership-cache.ts';
import { type EncodedEvent, encodeEvent } from '../sockets/encoded-event.ts';
import { CONGESTED_SOCKETS_ROOM_NAME } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { WriteBatcher } from '../sockets/write-batches.ts';
import { EventBundle, type WritableConnection } from '../sockets/write-event.ts';

/**
 * How long updates wait after updates have been written. When many people connect at once, each socket then gets all
 * updates of this time with one write. Presence itself waits about as long before it reports that somebody came.
 */
const PAUSE_MS = 50;

interface PresenceUpdate {
  readonly userId: string;
  /** The rooms whose members receive the update. */
  readonly roomIds: readonly string[];
  readonly event: EncodedEvent;
}

interface PresenceUpdatesOptions {
  readonly registry: Pick<SocketRegistry, 'user'>;
  readonly cache: Pick<MembershipCache, 'usersIn'>;
  readonly adapter: Pick<Adapter, 'rooms'>;
  readonly batchWrites: WriteBatcher;
  readonly logger: Pick<Logger, 'error'>;
  readonly schedule?: Schedule;
}

type Schedule = (run: () => void, delayMs: number) => unknown;

const scheduleWithTimer: Schedule = (run, delayMs) => setTimeout(run, delayMs).unref();

/**
 * Sends updates of a user's status to all local sockets of people who share one of the given rooms with the user, and to
 * the user's own sockets, once each (PRES-5). Congested sockets get no updates. An update after a quiet time is
 * written at once, and further updates are written together.
 */
export class PresenceUpdates {
  readonly #options: PresenceUpdatesOptions;
  readonly #schedule: Schedule;
  #waiting: PresenceUpdate[] = [];
  #isPaused = false;

  constructor(options: PresenceUpdatesOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? scheduleWithTimer;
  }

  receive(
    userId: string,
    roomIds: readonly string[],
    status: ServerEventPayload<'chat-user-status-update'>,
  ): void {
    this.#waiting.push({ userId, roomIds, event: encodeEvent('chat-user-status-update', status) });
    if (this.#isPaused) return;
    this.#isPaused = true;
    // Presence sends its updates in groups. Wait for those that have arrived together with this one.
    setImmediate(() => this.#endPause());
  }

  #endPause(): void {
    const updates = this.#waiting;
    this.#waiting = [];
    this.#isPaused = updates.length > 0;
    if (!this.#isPaused) return;
    this.#schedule(() => this.#endPause(), PAUSE_MS);
    // An exception in a timer would end the process.
    try {
      this.#write(updates);
    } catch (err) {
      this.#options.logger.error({ err }, 'Could not write presence updates. Skipping them.');
    }
  }

  #write(updates: readonly PresenceUpdate[]): void {
    const congestedSocketIds = this.#options.adapter.rooms.get(CONGESTED_SOCKETS_ROOM_NAME);
    for (const [userId, events] of this.#groupByRecipient(updates)) {
      const recipient = this.#options.registry.user(userId);
      if (!recipient) continue;
      const bundle = new EventBundle(events);
      for (const { id, conn } of recipient.sockets) {
        if (congestedSocketIds?.has(id)) continue;
        bundle.writeTo(conn as unknown as WritableConnection, this.#options.batchWrites);
      }
    }
  }

  /** Returns the events for each user, in the order of the updates. */
  #groupByRecipient(updates: readonly PresenceUpdate[]): Map<string, EncodedEvent[]> {
    const { cache } = this.#options;
    const eventsByUserId = new Map<string, EncodedEvent[]>();
    for (const { userId, roomIds, event } of updates) {
      const addFor = (recipientId: string) => {
        const events = eventsByUserId.get(recipientId);
        if (events === undefined) eventsByUserId.set(recipientId, [event]);
        // A recipient who shares several rooms with the user has just got the event.
        else if (events.at(-1) !== event) events.push(event);
      };
      addFor(userId);
      for (const roomId of roomIds) for (const memberId of cache.usersIn(roomId)) addFor(memberId);
    }
    return eventsByUserId;
  }
}
