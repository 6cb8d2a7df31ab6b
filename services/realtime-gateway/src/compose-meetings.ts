import type { GatewayContext } from './gateway-context.ts';
import { LeaseKeeper } from './meetings/lease-keeper.ts';
import { LocalMeetings } from './meetings/local-meetings.ts';
import { MeetingExits } from './meetings/meeting-exits.ts';
import type { MeetingMessage } from './meetings/meeting-message.ts';
import { MeetingStore } from './meetings/meeting-store.ts';
import { Meetings } from './meetings/meetings.ts';
import { PendingJoins } from './meetings/pending-joins.ts';
import { Rosters } from './meetings/rosters.ts';
import type { RedisPublisher } from './relay/redis-publisher.ts';

export interface MeetingParts {
  readonly localMeetings: LocalMeetings;
  readonly meetings: Meetings;
  readonly meetingExits: MeetingExits;
  readonly leaseKeeper: LeaseKeeper;
}

/** Creates the parts that hold the participants of meetings on this gateway. */
export function composeMeetings(
  { config, logger, gate, bus, path, clock }: GatewayContext,
  publisher: RedisPublisher,
): MeetingParts {
  const { now } = clock;
  const { GATEWAY_BEAT_MS: heartbeatMs, GATEWAY_LEASE_MS: leaseMs } = config;
  const maxParticipants = config.PARTICIPANTS_PER_MEETING;
  const { authorizeMeeting, reportMeetings } = bus;
  const store = new MeetingStore({ client: path.scripts, leaseMs, heartbeatMs, maxParticipants });
  const local = new LocalMeetings(now);
  const joins = new PendingJoins();
  const publish = (message: MeetingMessage) => publisher.publishMeetingMessage(message);
  const rosters = new Rosters({ store, local, gate, publish, logger });
  const exits = new MeetingExits({
    store,
    local,
    joins,
    rosters,
    logger,
    onEmpty: (meetingId) => {
      reportMeetings({ meetings: [{ meetingId, userIds: [] }] }).catch((err) =>
        logger.debug(
          { err, meetingId },
          'Could not report that a meeting is empty. It ends a little sooner.',
        ),
      );
    },
  });
  const meetings = new Meetings({
    store,
    gate,
    local,
    joins,
    rosters,
    exits,
    authorizeMeeting,
    publish,
    now,
  });
  const leaseKeeper = new LeaseKeeper({ store, local, rosters, exits, heartbeatMs, reportMeetings, logger });
  return { localMeetings: local, meetings, meetingExits: exits, leaseKeeper };
}
