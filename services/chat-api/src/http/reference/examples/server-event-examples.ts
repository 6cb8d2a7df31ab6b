import {
  type PersistedSocketEventName,
  type RoomEvent,
  type ServerEventName,
  type ServerEventPayload,
  toSocketEvent,
} from '@kcs/contracts';
import { EXAMPLE_OFFER } from './client-event-examples.ts';
import {
  ANNA,
  ANNA_PARTICIPANT_ID,
  CLARA,
  CLARA_PARTICIPANT_ID,
  CLASS_ROOM,
  EXAMPLE_TIMES,
  MAX,
  MEETING_ID,
} from './example-school.ts';
import { ANSWER, QUESTION, ROOM_EVENT_EXAMPLES } from './room-event-examples.ts';

type ServerEventExamples = {
  readonly [E in ServerEventName]: readonly [ServerEventPayload<E>, ...ServerEventPayload<E>[]];
};

const { roomId } = CLASS_ROOM;
const meetingId = MEETING_ID;

/** Returns the payloads of the socket events that carry these room events. */
const convertToPayloads = <E extends PersistedSocketEventName>(
  _name: E,
  roomEvents: readonly RoomEvent[],
): [ServerEventPayload<E>] =>
  roomEvents.map((event) => toSocketEvent(event)[1]) as unknown as [ServerEventPayload<E>];

const claraInMeeting = {
  participantId: CLARA_PARTICIPANT_ID,
  userId: CLARA.userId,
  userName: CLARA.name,
  audio: true,
  video: true,
  isSharing: false,
};
const annaInMeeting = {
  ...claraInMeeting,
  participantId: ANNA_PARTICIPANT_ID,
  userId: ANNA.userId,
  userName: ANNA.name,
};
const fromClara = { meetingId, from: CLARA_PARTICIPANT_ID, timestamp: EXAMPLE_TIMES.annaJoined };
const fromAnna = { ...fromClara, from: ANNA_PARTICIPANT_ID };

type MeetingEventName =
  | 'meeting-joined'
  | 'meeting-left'
  | 'meeting-participant-joined'
  | 'meeting-participant-left'
  | 'meeting-media-state'
  | 'screen-share'
  | 'webrtc-signal'
  | 'chat-in-meet'
  | 'meeting-ended';

/** Examples of the server events about meetings. */
const MEETING_EVENT_EXAMPLES: Pick<ServerEventExamples, MeetingEventName> = {
  'meeting-joined': [
    {
      success: true,
      meetingId,
      roomId,
      participantId: ANNA_PARTICIPANT_ID,
      participants: [claraInMeeting, annaInMeeting],
      version: 4,
      iceServers: [{ urls: ['stun:turn.school.example:3478'] }],
    },
  ],
  'meeting-left': [
    {
      success: true,
      meetingId,
      participantId: ANNA_PARTICIPANT_ID,
      reason: 'left',
      timestamp: EXAMPLE_TIMES.meetingEnded,
    },
  ],
  'meeting-participant-joined': [{ ...fromAnna, version: 4, participant: annaInMeeting }],
  'meeting-participant-left': [{ ...fromAnna, version: 9, timestamp: EXAMPLE_TIMES.meetingEnded }],
  'meeting-media-state': [{ ...fromAnna, version: 6, audio: false, video: true }],
  'screen-share': [{ ...fromClara, version: 7, isSharing: true }],
  'webrtc-signal': [{ ...fromAnna, to: CLARA_PARTICIPANT_ID, signal: EXAMPLE_OFFER }],
  'chat-in-meet': [
    {
      ...fromClara,
      userId: CLARA.userId,
      userName: CLARA.name,
      content: 'Can everyone see the plan of the museum?',
    },
  ],
  'meeting-ended': [{ meetingId, roomId, reason: 'ended', timestamp: EXAMPLE_TIMES.meetingEnded }],
};

/** The notifications of the three types that KCS Chat creates, and one from a producer. */
const NOTIFICATION_EVENT_EXAMPLES: ServerEventExamples['chat-notification'] = [
  {
    id: 'notif_01kjqh0cc0cncmtnd011bg5qpc',
    type: 'homework_due',
    title: 'Homework is due tomorrow',
    body: 'Fractions, page 12',
    data: { homeworkId: 17 },
    url: 'https://homework.school.example/17',
    urgency: 'normal',
    source: 'homework',
    timestamp: EXAMPLE_TIMES.homeworkAnnounced,
  },
  {
    id: 'notif_01kjpnhfcmttv1cc1fnktnn0tj',
    type: 'new_chat',
    data: { roomId, roomName: CLASS_ROOM.name, initiatedBy: CLARA.userId, initiatorName: CLARA.name },
    timestamp: EXAMPLE_TIMES.roomCreated,
  },
  {
    id: 'notif_01kjpnqk6w95505p25n4504vqb',
    type: 'mention',
    data: {
      roomId,
      roomName: CLASS_ROOM.name,
      messageId: ANSWER.id,
      messageSeq: ANSWER.seq,
      senderId: CLARA.userId,
      senderName: CLARA.name,
    },
    timestamp: EXAMPLE_TIMES.answerSent,
  },
  {
    id: 'notif_01kjqdjgr038dq5mvew3p3zgq9',
    type: 'meeting_started',
    data: {
      meetingId,
      roomId,
      roomName: CLASS_ROOM.name,
      startedBy: CLARA.userId,
      starterName: CLARA.name,
    },
    timestamp: EXAMPLE_TIMES.meetingStarted,
  },
];

/** Examples of every event that the server emits. The compiler requires an example for each new event. */
export const SERVER_EVENT_EXAMPLES: ServerEventExamples = {
  'chat-rooms-joined': [
    { success: true, rooms: [roomId], message: 'Successfully joined chat rooms', heads: { [roomId]: 3 } },
    {
      success: true,
      rooms: [roomId],
      message: 'Successfully joined chat rooms',
      heads: { [roomId]: 3 },
      missed: { [roomId]: { events: [ROOM_EVENT_EXAMPLES['message-created'][1] as RoomEvent] } },
    },
  ],
  'chat-room-left': [{ success: true, roomId }],
  'message-sent': [{ success: true, data: QUESTION }],
  'new-chat-message': convertToPayloads('new-chat-message', ROOM_EVENT_EXAMPLES['message-created']),
  'chat-message-updated': convertToPayloads('chat-message-updated', ROOM_EVENT_EXAMPLES['message-updated']),
  'chat-message-deleted': convertToPayloads('chat-message-deleted', ROOM_EVENT_EXAMPLES['message-deleted']),
  'room-members-changed': convertToPayloads('room-members-changed', ROOM_EVENT_EXAMPLES['members-changed']),
  'chat-room-updated': convertToPayloads('chat-room-updated', ROOM_EVENT_EXAMPLES['room-updated']),
  'chat-room-deleted': convertToPayloads('chat-room-deleted', ROOM_EVENT_EXAMPLES['room-deleted']),
  'room-event': [
    {
      seq: 8,
      kind: 'poll-opened' as never,
      roomId,
      data: { question: 'Where do we go next?' },
      timestamp: EXAMPLE_TIMES.accountRenamed,
    },
  ],
  'chat-room-added': [
    {
      roomId,
      roomName: CLASS_ROOM.name,
      roomType: 'group',
      addedBy: CLARA,
      timestamp: EXAMPLE_TIMES.roomCreated,
    },
  ],
  'chat-room-settings-changed': [
    {
      roomId,
      muted: false,
      notificationLevel: 'mentions',
      hidden: false,
      timestamp: EXAMPLE_TIMES.roomRenamed,
    },
  ],
  'chat-user-updated': [
    {
      userId: MAX.userId,
      name: 'Maximilian Weber',
      userType: 'Student',
      active: true,
      timestamp: EXAMPLE_TIMES.accountRenamed,
    },
  ],
  'chat-user-typing': [
    {
      userId: ANNA.userId,
      userName: ANNA.name,
      roomId,
      isTyping: true,
      timestamp: EXAMPLE_TIMES.questionSent,
    },
  ],
  'messages-seen': [
    {
      userId: CLARA.userId,
      roomId,
      messageIds: [QUESTION.id],
      lastSeenSeq: QUESTION.seq,
      timestamp: EXAMPLE_TIMES.questionSeen,
    },
  ],
  'messages-seen-acknowledged': [
    {
      success: true,
      roomId,
      messageIds: [QUESTION.id],
      lastSeenSeq: QUESTION.seq,
      timestamp: EXAMPLE_TIMES.questionSeen,
    },
  ],
  'chat-user-status-update': [
    {
      userId: CLARA.userId,
      isOnline: true,
      status: 'busy',
      lastSeen: EXAMPLE_TIMES.claraJoined,
      timestamp: EXAMPLE_TIMES.claraJoined,
    },
  ],
  'chat-status-updated': [{ success: true, status: 'busy' }],
  'room-online-users': [
    {
      roomId,
      users: [
        { userId: CLARA.userId, userName: CLARA.name, userType: 'Teacher', status: 'busy' },
        { userId: ANNA.userId, userName: ANNA.name, userType: 'Parent', status: 'online' },
      ],
      count: 2,
    },
  ],
  'chat-notification': NOTIFICATION_EVENT_EXAMPLES,
  'notifications-seen': [
    { ids: ['notif_01kjqh0cc0cncmtnd011bg5qpc'], unreadCount: 2 },
    { allBefore: 'notif_01kjqh0cc0cncmtnd011bg5qpc', unreadCount: 0 },
  ],
  'chat-resync': [{ rooms: { [roomId]: 7 } }],
  'auth-expiring': [{ expiresAt: EXAMPLE_TIMES.homeworkAnnounced }],
  'auth-refreshed': [{ success: true, expiresAt: EXAMPLE_TIMES.accountRenamed }],
  'session-ended': [{ code: 'LOGGED_OUT' }],
  'socket-evicted': [{ code: 'TOO_MANY_SOCKETS' }],
  ...MEETING_EVENT_EXAMPLES,
  'server-draining': [{ reconnectInMs: 1_850 }],
  error: [
    {
      event: 'send-message',
      code: 'RATE_LIMITED',
      message: 'Too many requests. Wait a moment and try again.',
      retryAfterMs: 4_000,
    },
  ],
};
