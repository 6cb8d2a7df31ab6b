import type { GatewayContext } from './gateway-context.ts';
import { PlaceLeaseKeeper } from './meetings/lease-keeper.ts';
import { LocalMeetings } from './meetings/local-meetings.ts';
import { MeetingExits } from './meetings/meeting-exits.ts';
import type { MeetingMessage } from './meetings/meeting-message.ts';
import { MeetingStore } from './meetings/meeting-store.ts';
import { MeetingActions } from './meetings/meetings.ts';
import { PendingJoins } from './meetings/pending-joins.ts';
import { RosterUpdater } from './meetings/rosters.ts';
import type { RedisPublisher } from './relay/redis-publisher.ts';

export interface MeetingParts {
  readonly localMeetings: LocalMeetings;
  readonly meetings: MeetingActions;
  readonly meetingExits: MeetingExits;
  readonly leaseKeeper: PlaceLeaseKeeper;
}

/** Creates the parts of this gateway that manage meetings and their participants. */
export function composeMeetings(
  { config, logger, gate, bus, path, clock }: GatewayContext,
  publisher: RedisPublisher,
): MeetingParts {
  const { now } = clock;
  const { GATEWAY_BEAT_MS: heartbeatMs, GATEWAY_LEASE_MS: leaseMs } = config;
  const maxParticipants = config.PARTICIPANTS_PER_MEETING;
  const { authorizeMeeting, reportMeetings } = bus;
  const meetingStore = new MeetingStore({ client: path.scripts, leaseMs, heartbeatMs, maxParticipants });
  const meetingsOnThisGateway = new LocalMeetings(now);
  const pendingJoins = new PendingJoins();
  const publishToOtherGateways = (message: MeetingMessage) => publisher.publishMeetingMessage(message);
  const rosterUpdater = new RosterUpdater({
    store: meetingStore,
    local: meetingsOnThisGateway,
    gate,
    publish: publishToOtherGateways,
    logger,
  });
  const participantExits = new MeetingExits({
    store: meetingStore,
    local: meetingsOnThisGateway,
    joins: pendingJoins,
    rosters: rosterUpdater,
    logger,
    onEmpty: (meetingId) => {
      reportMeetings({ meetings: [{ meetingId, userIds: [] }] }).catch((err) =>
        logger.debug(
          { err, meetingId },
          'Could not report that a meeting is empty. The meeting may end a little sooner.',
        ),
      );
    },
  });
  const meetingActions = new MeetingActions({
    store: meetingStore,
    gate,
    local: meetingsOnThisGateway,
    joins: pendingJoins,
    rosters: rosterUpdater,
    exits: participantExits,
    authorizeMeeting,
    publish: publishToOtherGateways,
    now,
  });
  const placeLeaseKeeper = new PlaceLeaseKeeper({
    store: meetingStore,
    local: meetingsOnThisGateway,
    rosters: rosterUpdater,
    exits: participantExits,
    heartbeatMs,
    reportMeetings,
    logger,
  });
  return {
    localMeetings: meetingsOnThisGateway,
    meetings: meetingActions,
    meetingExits: participantExits,
    leaseKeeper: placeLeaseKeeper,
  };
}
