import { repeatEvery, type Stoppable } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import type { LocalMeeting } from './local-meeting.ts';
import type { LocalMeetings } from './local-meetings.ts';
import { MeetingReporter, type MeetingReporterOptions } from './meeting-reporter.ts';
import type { MeetingStore } from './meeting-store.ts';
import type { RosterUpdater } from './rosters.ts';

interface PlaceLeaseKeeperOptions extends MeetingReporterOptions {
  readonly store: Pick<MeetingStore, 'renew' | 'reap'>;
  readonly local: LocalMeetings;
  readonly rosters: RosterUpdater;
  readonly heartbeatMs: number;
}

const MAX_REAP_INTERVAL_MS = 1_000;

/**
 * Renews the leases of this gateway's participants, removes participants whose leases have ended on any gateway, and
 * reports occupied meetings to chat-api.
 */
export class PlaceLeaseKeeper {
  readonly #options: PlaceLeaseKeeperOptions;
  readonly #redisOutage: OutageLog;
  readonly #reporter: MeetingReporter;
  #timers: readonly Stoppable[] = [];

  constructor(options: PlaceLeaseKeeperOptions) {
    this.#options = options;
    this.#redisOutage = new OutageLog(options.logger, 'Renewing the leases of meeting participants');
    this.#reporter = new MeetingReporter(options);
  }

  start(): void {
    const { heartbeatMs, logger } = this.#options;
    const reapIntervalMs = Math.min(MAX_REAP_INTERVAL_MS, heartbeatMs / 3);
    this.#timers = [
      repeatEvery(heartbeatMs, () => this.renew(), { logger, name: 'meeting leases', jitter: 0.1 }),
      repeatEvery(heartbeatMs, () => this.report(), { logger, name: 'meeting report', jitter: 0.1 }),
      repeatEvery(reapIntervalMs, () => this.reap(), { logger, name: 'meeting reaper' }),
    ];
  }

  /** Renews the leases of all local participants. Never rejects. If a renewal fails, the next run tries again. */
  async renew(): Promise<void> {
    try {
      await Promise.all(this.#options.local.all.map((meeting) => this.#renew(meeting)));
      this.#redisOutage.succeeded();
    } catch (err) {
      this.#redisOutage.failed(err);
    }
  }

  async #renew(meeting: LocalMeeting): Promise<void> {
    const { store, local, rosters, exits } = this.#options;
    const connectedParticipants = meeting.local.filter(({ socket }) => socket);
    const participantRecords = connectedParticipants.map(({ record }) => record);
    const { version, outcomes } = await store.renew(meeting.meetingId, meeting.version, participantRecords);
    for (const [n, participant] of connectedParticipants.entries()) {
      const renewOutcome = outcomes[n];
      // Skip participants who left, or joined again with the same socket, while Redis was renewing the leases.
      if (meeting.find(participant.record.participantId) !== participant) continue;
      if (renewOutcome === 'taken-over' || renewOutcome === 'full')
        local.dropAndTell(participant, renewOutcome);
      else if (renewOutcome === 'ended') exits.meetingEnded(meeting.meetingId, { reason: 'ended' });
    }
    if (version !== meeting.version) rosters.refresh(meeting.meetingId);
  }

  /** Removes participants whose lease has ended. Never rejects. */
  async reap(): Promise<void> {
    const { rosters, store } = this.#options;
    try {
      const changedMeetings = await store.reap();
      for (const { meetingId } of changedMeetings) rosters.changed(meetingId);
      const emptyMeetings = changedMeetings.filter(({ empty }) => empty);
      await this.#reporter.report(emptyMeetings.map(({ meetingId }) => ({ meetingId, userIds: [] })));
    } catch (err) {
      this.#redisOutage.failed(err);
    }
  }

  /** Reports all meetings with participants on this gateway. Never rejects. */
  report(): Promise<void> {
    return this.#reporter.report(
      this.#options.local.all.map(({ meetingId, local }) => ({
        meetingId,
        userIds: [...new Set(local.map(({ record }) => record.userId))],
      })),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#timers.map((timer) => timer.stop()));
  }
}
