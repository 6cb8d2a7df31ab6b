import { ChatError, findSignalProblem, normalizeContent } from '@kcs/contracts';
import type { Meetings } from '../meetings/meetings.ts';
import type { Handlers } from './handler.ts';
import { runInOrder } from './in-order.ts';

type MeetingEventName =
  | 'join-meeting'
  | 'leave-meeting'
  | 'webrtc-signal'
  | 'screen-share'
  | 'meeting-media-state'
  | 'chat-in-meet';

export interface MeetingHandlersOptions {
  readonly meetings: Pick<Meetings, 'join' | 'leave' | 'signal' | 'changeMedia' | 'chat'>;
}

/**
 * Handles the events of meetings. A socket's joins and leaves run one at a time, in the order in which they arrive. All
 * other events require that the socket is in the meeting, and fail with `NOT_IN_MEETING` otherwise (MEET-8, MEET-9).
 */
export function createMeetingHandlers({
  meetings,
}: MeetingHandlersOptions): Pick<Handlers, MeetingEventName> {
  return {
    'join-meeting': ({ socket, payload, reply }) =>
      runInOrder(socket, () => meetings.join(socket, payload, reply)),
    'leave-meeting': ({ socket, payload: { meetingId }, reply }) =>
      runInOrder(socket, async () => reply(await meetings.leave(socket, meetingId))),
    'webrtc-signal': ({ socket, payload }) => {
      const problem = findSignalProblem(payload.signal);
      if (problem !== undefined) throw createFieldError('signal', problem);
      meetings.signal(socket, payload);
    },
    'screen-share': ({ socket, payload: { meetingId, isSharing } }) =>
      meetings.changeMedia(socket, meetingId, { isSharing }),
    'meeting-media-state': ({ socket, payload: { meetingId, audio, video } }) =>
      meetings.changeMedia(socket, meetingId, { audio, video }),
    'chat-in-meet': ({ socket, payload: { meetingId, content } }) => {
      const verdict = normalizeContent(content);
      if (!verdict.ok) throw createFieldError('content', verdict.message);
      meetings.chat(socket, meetingId, verdict.content);
    },
  };
}

const createFieldError = (field: string, message: string): ChatError =>
  new ChatError('VALIDATION_FAILED', undefined, { details: [{ field: `/${field}`, message }] });
