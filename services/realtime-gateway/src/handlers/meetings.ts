import { findSignalProblem, normalizeContent } from '@kcs/contracts';
import type { MeetingActions } from '../meetings/meetings.ts';
import { createFieldError } from './create-field-error.ts';
import type { ClientEventHandlers } from './handler.ts';
import { runAfterEarlierJoinsAndLeaves } from './in-order.ts';

type MeetingEventName =
  | 'join-meeting'
  | 'leave-meeting'
  | 'webrtc-signal'
  | 'screen-share'
  | 'meeting-media-state'
  | 'chat-in-meet';

export interface MeetingHandlersOptions {
  readonly meetings: Pick<MeetingActions, 'join' | 'leave' | 'signal' | 'changeMedia' | 'chat'>;
}

/**
 * Handles the events of meetings. A socket's joins and leaves run one at a time, in the order in which they arrive. All
 * other events require that the socket is in the meeting, and fail with `NOT_IN_MEETING` otherwise (MEET-8, MEET-9).
 */
export function createMeetingHandlers({
  meetings,
}: MeetingHandlersOptions): Pick<ClientEventHandlers, MeetingEventName> {
  return {
    'join-meeting': ({ socket, payload, reply }) =>
      runAfterEarlierJoinsAndLeaves(socket, () => meetings.join(socket, payload, reply)),
    'leave-meeting': ({ socket, payload: { meetingId }, reply }) =>
      runAfterEarlierJoinsAndLeaves(socket, async () => reply(await meetings.leave(socket, meetingId))),
    'webrtc-signal': ({ socket, payload }) => {
      const signalProblem = findSignalProblem(payload.signal);
      if (signalProblem !== undefined) throw createFieldError('signal', signalProblem);
      meetings.signal(socket, payload);
    },
    'screen-share': ({ socket, payload: { meetingId, isSharing } }) =>
      meetings.changeMedia(socket, meetingId, { isSharing }),
    'meeting-media-state': ({ socket, payload: { meetingId, audio, video } }) =>
      meetings.changeMedia(socket, meetingId, { audio, video }),
    'chat-in-meet': ({ socket, payload: { meetingId, content } }) => {
      const contentVerdict = normalizeContent(content);
      if (!contentVerdict.ok) throw createFieldError('content', contentVerdict.message);
      meetings.chat(socket, meetingId, contentVerdict.content);
    },
  };
}
