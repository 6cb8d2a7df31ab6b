import { ChatError } from '@kcs/contracts';
import type { Handlers } from './handler.ts';

type MeetingEvent =
  | 'join-meeting'
  | 'leave-meeting'
  | 'webrtc-signal'
  | 'screen-share'
  | 'meeting-media-state'
  | 'chat-in-meet';

const notYet = () => {
  throw new ChatError('NOT_IMPLEMENTED');
};

/** Meetings are refused by name, so that a client can tell them from an event it misspelt. */
export function meetingHandlers(): Pick<Handlers, MeetingEvent> {
  return {
    'join-meeting': notYet,
    'leave-meeting': notYet,
    'webrtc-signal': notYet,
    'screen-share': notYet,
    'meeting-media-state': notYet,
    'chat-in-meet': notYet,
  };
}
