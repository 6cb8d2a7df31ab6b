import type { Logger } from '@kcs/service-kit';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { LocalMeetings } from './local-meetings.ts';
import type { MeetingMessage } from './meeting-message.ts';
import type { MeetingStore } from './meeting-store.ts';

interface RosterUpdaterOptions {
  readonly store: Pick<MeetingStore, 'readRoster'>;
  readonly local: LocalMeetings;
  readonly gate: Pick<DeliveryGate, 'canDeliverEphemeral'>;
  /** Publishes a message to all other gateways. */
  readonly publish: (message: MeetingMessage) => void;
  readonly logger: Logger;
}

/**
 * Keeps the rosters of local meetings current. Redis stores the roster of each meeting. Every change is made in Redis
 * and then announced to all gateways. Each gateway reads the new roster, and tells its own participants how it differs
 * from the roster that they know. All clients therefore end up with the same roster, even if announcements are lost or
 * arrive out of order (MEET-5).
 *
 * Only one read runs at a time for each meeting. All requests that arrive during a read together cause one more read.
 */
export class RosterUpdater {
  readonly #options: RosterUpdaterOptions;
  readonly #requested = new Set<string>();
  readonly #reading = new Set<string>();

  constructor(options: RosterUpdaterOptions) {
    this.#options = options;
  }

  /** Announces a new roster to the other gateways, and reads it. */
  changed(meetingId: string): void {
    this.#options.publish({ kind: 'roster', meetingId });
    this.refresh(meetingId);
  }

  /**
   * Reads a roster that may be newer than the one that this gateway knows. If the read fails, the next renewal of the
   * leases repeats it.
   */
  refresh(meetingId: string): void {
    if (!this.#isNeeded(meetingId)) return;
    this.#requested.add(meetingId);
    if (this.#reading.has(meetingId)) return;
    this.#reading.add(meetingId);
    void this.#readRequested(meetingId);
  }

  async #readRequested(meetingId: string): Promise<void> {
    const { store, local, logger } = this.#options;
    try {
      while (this.#requested.delete(meetingId)) {
        const roster = await store.readRoster(meetingId);
        if (!this.#isNeeded(meetingId)) continue;
        for (const lost of local.get(meetingId)?.apply(roster) ?? []) local.dropAndTell(lost, 'taken-over');
      }
    } catch (err) {
      logger.debug({ err, meetingId }, 'Could not update the roster of a meeting, so it may be outdated.');
    } finally {
      this.#reading.delete(meetingId);
    }
  }

  #isNeeded(meetingId: string): boolean {
    const { local, gate } = this.#options;
    return local.get(meetingId) !== undefined && gate.canDeliverEphemeral;
  }
}
