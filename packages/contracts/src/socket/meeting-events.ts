import Type from 'typebox';
import { MeetingId, ParticipantId, RoomId, UserId } from '../ids.ts';
import { IceServer } from '../meeting.ts';
import { Timestamp } from '../time.ts';

/** A person's connection to a meeting. A person who joins with two tabs is two participants. */
export const MeetingParticipant = Type.Object({
  participantId: ParticipantId,
  userId: UserId,
  userName: Type.String(),
  audio: Type.Boolean(),
  video: Type.Boolean(),
  isSharing: Type.Boolean(),
});
export type MeetingParticipant = Type.Static<typeof MeetingParticipant>;

/**
 * The version of the list of participants. It increases with every change to the list, usually by more than 1 (MEET-5).
 * Signals and messages do not change it.
 */
const RosterVersion = Type.Integer({
  minimum: 0,
  description: 'Increases with every change to the list of participants, usually by more than 1',
});
const participantEventFields = { meetingId: MeetingId, from: ParticipantId, timestamp: Timestamp };
const rosterChangeFields = { ...participantEventFields, version: RosterVersion };

/** The server events about meetings (MEET-4 to MEET-9). */
export const MEETING_EVENTS = {
  'meeting-joined': Type.Object(
    {
      success: Type.Boolean(),
      meetingId: MeetingId,
      roomId: RoomId,
      participantId: ParticipantId,
      participants: Type.Array(MeetingParticipant),
      version: RosterVersion,
      iceServers: Type.Array(IceServer),
    },
    {
      description:
        'You are in the meeting as `participantId`. `participants` lists everyone in the meeting, including you, in the order in which they joined. Later events with a higher `version` change this list.',
    },
  ),
  'meeting-left': Type.Object(
    {
      success: Type.Boolean(),
      meetingId: MeetingId,
      participantId: Type.Optional(ParticipantId),
      reason: Type.Optional(Type.String()),
      timestamp: Timestamp,
    },
    {
      description:
        'This socket is no longer in the meeting. `reason` is `left` after `leave-meeting`, `taken-over` if another socket of yours took your place, `removed` if you are no longer a member of the room, and `full` if someone else got your place while the server could not be reached. `participantId` is missing if the socket was not in the meeting.',
    },
  ),
  'meeting-participant-joined': Type.Object(
    { ...rosterChangeFields, participant: MeetingParticipant },
    { description: 'A participant joined the meeting. Sent to the other participants.' },
  ),
  'meeting-participant-left': Type.Object(rosterChangeFields, {
    description: 'A participant left the meeting. Sent to the other participants.',
  }),
  'meeting-media-state': Type.Object(
    { ...rosterChangeFields, audio: Type.Boolean(), video: Type.Boolean() },
    {
      description:
        'A participant turned their microphone or camera on or off. Sent to the other participants.',
    },
  ),
  'screen-share': Type.Object(
    { ...rosterChangeFields, isSharing: Type.Boolean() },
    {
      description: 'A participant started or stopped sharing their screen. Sent to the other participants.',
    },
  ),
  'webrtc-signal': Type.Object(
    {
      ...participantEventFields,
      to: ParticipantId,
      signal: Type.Record(Type.String(), Type.Unknown()),
    },
    { description: 'A signal from another participant. Sent only to the participant whose id is `to`.' },
  ),
  'chat-in-meet': Type.Object(
    { ...participantEventFields, userId: UserId, userName: Type.String(), content: Type.String() },
    { description: 'A message in the meeting. Sent to the other participants, and not stored.' },
  ),
  'meeting-ended': Type.Object(
    {
      meetingId: MeetingId,
      roomId: RoomId,
      reason: Type.String(),
      timestamp: Timestamp,
    },
    {
      description:
        'The meeting has ended. `reason` is `ended` if someone ended it, `empty` if it had no participants for a while, or `room-deleted`. Sent to every socket of every member of the room, or only to the participants if the room was deleted. Members who are not in the meeting may miss this event. The list of meetings is authoritative.',
    },
  ),
} as const;
