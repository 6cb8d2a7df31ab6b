import { type ChatNotification, NOTICES } from '@kcs/contracts';
import { type Logger, type Stoppable, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Static } from 'typebox';
import { deriveId } from '../delivery/derive-id.ts';
import type { MeetingExits } from '../meetings/meeting-exits.ts';
import type { MembershipCache } from '../membership/membership-cache.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toUserRoomName } from '../sockets/room-names.ts';

type MeetingStartedNotice = Static<typeof NOTICES.meetingStarted.payload>;

interface MeetingNoticeSubscriptionOptions {
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly sockets: LocalSockets;
  readonly cache: MembershipCache;
  readonly meetingExits: MeetingExits;
}

/**
 * Subscribes to the notices about the start and end of meetings. Every gateway receives every notice, and informs all
 * local sockets of the room's members, including sockets that did not join the room.
 */
export function subscribeToMeetingNotices({
  nc,
  logger,
  sockets,
  cache,
  meetingExits,
}: MeetingNoticeSubscriptionOptions): Stoppable {
  const meetingNoticeSubscriptions = [
    subscribeToNotice(
      nc,
      NOTICES.meetingStarted,
      (meeting) => {
        for (const userId of cache.usersIn(meeting.roomId)) {
          const notification = createMeetingNotification(meeting, userId);
          sockets.emit([toUserRoomName(userId)], 'chat-notification', notification);
        }
      },
      logger,
    ),
    subscribeToNotice(
      nc,
      NOTICES.meetingEnded,
      (end) => {
        const { meetingId, reason } = end;
        const participantSocketIds = meetingExits.meetingEnded(meetingId, { reason, isAnnounced: true });
        const memberRoomNames = [...cache.usersIn(end.roomId)].map(toUserRoomName);
        sockets.emit([...memberRoomNames, ...participantSocketIds], 'meeting-ended', end);
      },
      logger,
    ),
  ];
  return {
    stop: async () => {
      await Promise.all(meetingNoticeSubscriptions.map((subscription) => subscription.stop()));
    },
  };
}

/**
 * Returns the notification about a new meeting for one user. The person who started the meeting receives it too, on all
 * devices.
 */
function createMeetingNotification(meeting: MeetingStartedNotice, userId: string): ChatNotification {
  const { meetingId, roomId, roomName, startedBy, starterName, timestamp } = meeting;
  return {
    id: `notif_${deriveId(`meeting_started:${meetingId}:${userId}`)}`,
    type: 'meeting_started',
    title: roomName,
    body: `${starterName} started a meeting`,
    data: { meetingId, roomId, roomName, startedBy, starterName },
    timestamp,
  };
}
