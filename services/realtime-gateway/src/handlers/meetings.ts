import { ChatError } from '@kcs/contracts';
import type { Handlers } from './handler.ts';

type MeetingEvent =
  | 'join-meeting'
  | 'leave-meeting'
  | 'webrtc-signal'
  | 'screen-share'
  | 'meeting-media-state'
  | 'chat-in-meet';

const notImplemented = () => {
  throw new ChatError('NOT_IMPLEMENTED');
};

/** Meetings are not implemented yet. `NOT_IMPLEMENTED` distinguishes their events from misspelled ones. */
export function meetingHandlers(): Pick<Handlers, MeetingEvent> {
  return {
    'join-meeting': notImplemented,
    'leave-meeting': notImplemented,
    'webrtc-signal': notImplemented,
    'screen-share': notImplemented,
    'meeting-media-state': notImplemented,
    'chat-in-meet': notImplemented,
  };
}
