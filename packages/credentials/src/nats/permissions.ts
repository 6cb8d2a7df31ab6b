import {
  type BusRequest,
  buildInboxPrefix,
  buildRoomSubject,
  CHAT_API_REQUESTS,
  NOTICES,
  NOTIFICATION_CONSUMER,
  PRESENCE_REQUESTS,
  ROOM_STREAM,
} from '@kcs/contracts';
import type { ServiceName } from '../services.ts';
import type { NatsPermissions } from './jwt.ts';

const { name: STREAM, gatewayConsumer: CONSUMER } = ROOM_STREAM;

const listRequestSubjects = (...list: readonly BusRequest[]) => list.map(({ subject }) => subject);
const listInboxSubjectPatterns = (...users: readonly ServiceName[]) =>
  users.map((user) => `${buildInboxPrefix(user)}.>`);

/**
 * The subjects that each service needs, and no others (BUS-5). A service may publish to the inboxes of the services
 * that send it requests, but to no other inboxes. The lists must be complete: tests that start the whole system fail if
 * a NATS server denies a service access to a subject.
 */
export const NATS_PERMISSIONS: Readonly<Record<ServiceName, NatsPermissions>> = {
  'chat-api': {
    publish: [
      // Room events of every kind, including kinds that only a newer version knows (LOG-7), and read receipts.
      buildRoomSubject('*', '*'),
      NOTICES.sessionsEnded.subject,
      NOTICES.userChanged.subject,
      NOTICES.roomSettingsChanged.subject,
      NOTICES.notified.subject,
      NOTICES.notificationsSeen.subject,
      NOTICES.meetingStarted.subject,
      NOTICES.meetingEnded.subject,
      ...listRequestSubjects(PRESENCE_REQUESTS.stats, PRESENCE_REQUESTS.getPresence),
      ...listInboxSubjectPatterns('realtime-gateway', 'presence'),
      // The streams of producers, `NOTIFY_<name>`. NATS has no wildcard for the start of a name, so these permissions
      // include other streams. `publishExcept` protects the room events.
      ...['INFO', 'CREATE', 'UPDATE', 'DELETE'].map((action) => `$JS.API.STREAM.${action}.*`),
      '$JS.API.STREAM.NAMES',
      // The events about an erased user are found and deleted one by one (ERASE-2).
      `$JS.API.STREAM.MSG.GET.${STREAM}`,
      `$JS.API.STREAM.MSG.DELETE.${STREAM}`,
      ...['INFO', 'CREATE', 'DURABLE.CREATE', 'MSG.NEXT'].map(
        (action) => `$JS.API.CONSUMER.${action}.*.${NOTIFICATION_CONSUMER.durableName}`,
      ),
      `$JS.ACK.*.${NOTIFICATION_CONSUMER.durableName}.>`,
    ],
    publishExcept: [`$JS.API.STREAM.DELETE.${STREAM}`],
    subscribe: [
      ...listRequestSubjects(...Object.values(CHAT_API_REQUESTS)),
      NOTICES.sessionsEnded.subject,
      NOTICES.userChanged.subject,
      ...listInboxSubjectPatterns('chat-api'),
    ],
  },
  'realtime-gateway': {
    publish: [
      ...listRequestSubjects(
        CHAT_API_REQUESTS.keys,
        CHAT_API_REQUESTS.admitExternal,
        CHAT_API_REQUESTS.authorizeConnect,
        CHAT_API_REQUESTS.authorizeConnections,
        CHAT_API_REQUESTS.endedSessions,
        CHAT_API_REQUESTS.openRooms,
        CHAT_API_REQUESTS.openRoomsOfUsers,
        CHAT_API_REQUESTS.authorizeRoom,
        CHAT_API_REQUESTS.sendMessage,
        CHAT_API_REQUESTS.markSeen,
        CHAT_API_REQUESTS.listEvents,
        CHAT_API_REQUESTS.changedHeads,
        CHAT_API_REQUESTS.roomsOfUser,
        CHAT_API_REQUESTS.joinedSeqs,
        CHAT_API_REQUESTS.mentionTargets,
        CHAT_API_REQUESTS.parkDeadLetter,
        CHAT_API_REQUESTS.authorizeMeeting,
        CHAT_API_REQUESTS.reportMeetings,
      ),
      ...listRequestSubjects(
        PRESENCE_REQUESTS.beat,
        PRESENCE_REQUESTS.listSessions,
        PRESENCE_REQUESTS.closeEpoch,
        PRESENCE_REQUESTS.setStatus,
        PRESENCE_REQUESTS.roomOnlineUsers,
      ),
      ...['INFO', 'CREATE', 'DURABLE.CREATE', 'MSG.NEXT'].map(
        (action) => `$JS.API.CONSUMER.${action}.${STREAM}.${CONSUMER}`,
      ),
      `$JS.ACK.${STREAM}.${CONSUMER}.>`,
    ],
    subscribe: [
      NOTICES.sessionsEnded.subject,
      NOTICES.userChanged.subject,
      NOTICES.roomSettingsChanged.subject,
      NOTICES.notified.subject,
      NOTICES.notificationsSeen.subject,
      NOTICES.meetingStarted.subject,
      NOTICES.meetingEnded.subject,
      NOTICES.presenceChanged.subject,
      NOTICES.seen.subject,
      ...listInboxSubjectPatterns('realtime-gateway'),
    ],
  },
  presence: {
    publish: [
      NOTICES.presenceChanged.subject,
      ...listRequestSubjects(
        CHAT_API_REQUESTS.authorizeRoom,
        CHAT_API_REQUESTS.roomsOfUser,
        CHAT_API_REQUESTS.roomsOfUsers,
        CHAT_API_REQUESTS.roomMembers,
      ),
      ...listInboxSubjectPatterns('realtime-gateway', 'chat-api'),
    ],
    subscribe: [
      ...listRequestSubjects(...Object.values(PRESENCE_REQUESTS)),
      NOTICES.presenceChanged.subject,
      buildRoomSubject('*', 'members-changed'),
      ...listInboxSubjectPatterns('presence'),
    ],
  },
};
