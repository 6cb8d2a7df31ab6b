import {
  type BusRequest,
  CHAT_API,
  inboxPrefix,
  NOTICES,
  PRESENCE,
  ROOM_STREAM,
  roomSubject,
} from '@kcs/contracts';
import type { Service } from '../services.ts';
import type { Permissions } from './jwt.ts';

const { name: STREAM, gatewayConsumer: CONSUMER } = ROOM_STREAM;

const requests = (...list: readonly BusRequest[]) => list.map(({ subject }) => subject);
const inboxes = (...users: readonly Service[]) => users.map((user) => `${inboxPrefix(user)}.>`);

/**
 * The subjects that each service needs, and no others (BUS-5). A service may publish only to the inboxes of the
 * services that send it requests. The lists must be complete. Tests that start the whole system fail if a NATS server
 * refuses a subject to a service.
 */
export const NATS_PERMISSIONS: Readonly<Record<Service, Permissions>> = {
  'chat-api': {
    publish: [
      // Room events of every kind, including kinds that only a newer version knows (LOG-7), and read receipts.
      roomSubject('*', '*'),
      NOTICES.sessionsEnded.subject,
      NOTICES.userChanged.subject,
      NOTICES.roomSettingsChanged.subject,
      ...requests(PRESENCE.stats, PRESENCE.getPresence),
      ...inboxes('realtime-gateway', 'presence'),
      ...['INFO', 'CREATE', 'UPDATE'].map((action) => `$JS.API.STREAM.${action}.${STREAM}`),
    ],
    subscribe: [
      ...requests(...Object.values(CHAT_API)),
      NOTICES.sessionsEnded.subject,
      NOTICES.userChanged.subject,
      ...inboxes('chat-api'),
    ],
  },
  'realtime-gateway': {
    publish: [
      ...requests(
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
        CHAT_API.parkDeadLetter,
      ),
      ...requests(
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
      NOTICES.presenceChanged.subject,
      NOTICES.seen.subject,
      ...inboxes('realtime-gateway'),
    ],
  },
  presence: {
    publish: [
      NOTICES.presenceChanged.subject,
      ...requests(CHAT_API.authorizeRoom, CHAT_API.roomsOfUser, CHAT_API.roomMembers),
      ...inboxes('realtime-gateway', 'chat-api'),
    ],
    subscribe: [
      ...requests(...Object.values(PRESENCE)),
      NOTICES.presenceChanged.subject,
      roomSubject('*', 'members-changed'),
      ...inboxes('presence'),
    ],
  },
};
