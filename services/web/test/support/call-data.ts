import type { CallMessage, CallParticipant, CallsState, OwnMedia } from '@kcs/chat-client/calls';
import type { Meeting } from '@kcs/contracts';
import { BEN, GROUP_ID } from './sample-data.ts';

/**
 * A text that stands for a media stream in the state that a test sets, because a test cannot send a stream to the page.
 */
export const STREAM_PLACEHOLDER = 'stream' as unknown as MediaStream;

/** The running call of the group. Ben has started it. */
export const CALL_IN_GROUP: Meeting = {
  id: 'meet_1',
  room_id: GROUP_ID,
  created_by: BEN.id,
  created_at: '2026-01-01T08:00:00.000Z',
  ended_at: null,
};

export const createOwnMedia = (changes: Partial<OwnMedia> = {}): OwnMedia => ({
  microphone: { isOn: true, isStarting: false, deviceId: null, problem: null },
  camera: { isOn: true, isStarting: false, deviceId: null, problem: null },
  speakerId: null,
  devices: [
    { id: 'camera-1', kind: 'camera', label: 'Built-in camera' },
    { id: 'camera-2', kind: 'camera', label: 'USB camera' },
    { id: 'microphone-1', kind: 'microphone', label: 'Built-in microphone' },
    { id: 'speaker-1', kind: 'speaker', label: 'Headset' },
  ],
  audioStream: null,
  cameraStream: null,
  screenStream: null,
  canShareScreen: true,
  screenProblem: null,
  ...changes,
});

/** Returns a state without a call. */
export const createCallsState = (changes: Partial<CallsState> = {}): CallsState => ({
  phase: 'idle',
  roomId: null,
  meeting: null,
  participantId: null,
  participants: [],
  media: createOwnMedia(),
  messages: [],
  end: null,
  running: {},
  ...changes,
});

export const createParticipant = (
  person: { readonly id: string; readonly name: string },
  changes: Partial<CallParticipant> = {},
): CallParticipant => ({
  id: `part_${person.id}`,
  userId: person.id,
  userName: person.name,
  isMuted: false,
  isCameraOff: false,
  isSharing: false,
  connection: 'connected',
  audio: null,
  camera: null,
  screen: null,
  ...changes,
});

export const createCallMessage = (id: number, changes: Partial<CallMessage> = {}): CallMessage => ({
  id: `call-message-${id}`,
  participantId: `part_${BEN.id}`,
  userId: BEN.id,
  userName: BEN.name,
  content: `Call message ${id}`,
  sentAt: '2026-01-01T08:00:00.000Z',
  isOwn: false,
  ...changes,
});

/** Returns the state of a call in the group with Ben as the only other participant. */
export const createGroupCallState = (changes: Partial<CallsState> = {}): CallsState =>
  createCallsState({
    phase: 'in-call',
    roomId: GROUP_ID,
    meeting: CALL_IN_GROUP,
    participantId: 'part_ada',
    participants: [createParticipant(BEN)],
    running: { [GROUP_ID]: CALL_IN_GROUP },
    ...changes,
  });
