import { ChatError } from '@kcs/contracts';
import type { Handlers } from './handler.ts';

type MeetingEventName =
  | 'join-meeting'
  | 'leave-meeting'
  | 'webrtc-signal'
  | 'screen-share'
  | 'meeting-media-state'
  | 'chat-in-meet';

const refuseAsNotImplemented = () => {
  throw new ChatError('NOT_IMPLEMENTED');
};

/**
 * Refuses all meeting events with `NOT_IMPLEMENTED`, because meetings are not implemented yet. A misspelled event name
 * gets a different error code.
 */
export function createMeetingHandlers(): Pick<Handlers, MeetingEventName> {
  return {
    'join-meeting': refuseAsNotImplemented,
    'leave-meeting': refuseAsNotImplemented,
    'webrtc-signal': refuseAsNotImplemented,
    'screen-share': refuseAsNotImplemented,
    'meeting-media-state': refuseAsNotImplemented,
    'chat-in-meet': refuseAsNotImplemented,
  };
}
