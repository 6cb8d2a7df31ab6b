import {
  type BusRequest,
  buildInboxPrefix,
  buildRoomSubject,
  CHAT_API,
  NOTICES,
  NOTIFICATION_CONSUMER,
  PRESENCE,
  ROOM_STREAM,
} from '@kcs/contracts';
import type { Service } from '../services.ts';
import type { Permissions } from './jwt.ts';

const { name: STREAM, gatewayConsumer: CONSUMER } = ROOM_STREAM;

const subjectsOf = (...list: readonly BusRequest[]) => list.map(({ subject }) => subject);
const inboxesOf = (...users: readonly Service[]) => users.map((user) => `${buildInboxPrefix(user)}.>`);

/**
 * The subjects that each service needs, and no others (BUS-5). A service may publish to the inboxes of the services
 * that send it requests, but to no other inboxes. The lists must be complete: tests that start the whole system fail if
 * a NATS server denies a service a subject.
 */
export const NATS_PERMISSIONS: Readonly<Record<Service, Permissions>> = {
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
      ...subjectsOf(PRESENCE.stats, PRESENCE.getPresence),
      ...inboxesOf('realtime-gateway', 'presence'),
      // The streams of producers, `NOTIFY_<name>`. NATS has no wildcard for the start of a name, so these permissions
      // include other streams. `publishExcept` protects the room events.
      ...['INFO', 'CREATE', 'UPDATE', 'DELETE'].map((action) => `$JS.API.STREAM.${action}.*`),
      '$JS.API.STREAM.NAMES',
      ...['INFO', 'CREATE', 'DURABLE.CREATE', 'MSG.NEXT'].map(
        (action) => `$JS.API.CONSUMER.${action}.*.${NOTIFICATION_CONSUMER.durableName}`,
      ),
      `$JS.ACK.*.${NOTIFICATION_CONSUMER.durableName}.>`,
    ],
    publishExcept: [`$JS.API.STREAM.DELETE.${STREAM}`],
    subscribe: [
      ...subjectsOf(...Object.values(CHAT_API)),
      NOTICES.sessionsEnded.subject,
      NOTICES.userChanged.subject,
      ...inboxesOf('chat-api'),
    ],
  },
  'realtime-gateway': {
    publish: [
      ...subjectsOf(
        CHAT_API.keys,
        CHAT_API.admitExternal,
        CHAT_API.authorizeConnect,
        CHAT_API.endedSessions,
        CHAT_API.openRooms,
        CHAT_API.authorizeRoom,
        CHAT_API.sendMessage,
        CHAT_API.markSeen,
        CHAT_API.listEvents,
        CHAT_API.changedHeads,
        CHAT_API.roomsOfUser,
        CHAT_API.joinedSeqs,
        CHAT_API.mentionTargets,
        CHAT_API.parkDeadLetter,
        CHAT_API.authorizeMeeting,
        CHAT_API.reportMeetings,
      ),
      ...subjectsOf(
        PRESENCE.beat,
        PRESENCE.listSessions,
        PRESENCE.closeEpoch,
        PRESENCE.setStatus,
        PRESENCE.roomOnlineUsers,
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
      ...inboxesOf('realtime-gateway'),
    ],
  },
  presence: {
    publish: [
      NOTICES.presenceChanged.subject,
      ...subjectsOf(CHAT_API.authorizeRoom, CHAT_API.roomsOfUser, CHAT_API.roomMembers),
      ...inboxesOf('realtime-gateway', 'chat-api'),
    ],
    subscribe: [
      ...subjectsOf(...Object.values(PRESENCE)),
      NOTICES.presenceChanged.subject,
      buildRoomSubject('*', 'members-changed'),
      ...inboxesOf('presence'),
    ],
  },
};
