import type { CallEnd } from '@kcs/chat-client/calls';

interface CallEndText {
  readonly text: string;
  /** The label of the button that opens the preview of a call in the same room. Null if that would be pointless. */
  readonly action: string | null;
}

/** Returns the notice about the end of a call; null if the user ended the call or knows why it ended. */
export function describeCallEnd({ reason, error }: CallEnd, roomTitle: string): CallEndText | null {
  const callName = `The call in “${roomTitle}”`;
  switch (reason) {
    case 'left':
    case 'session-ended':
      return null;
    case 'ended':
      return { text: `${callName} was ended for everyone.`, action: 'Start a new call' };
    case 'empty':
      return { text: `${callName} ended because nobody was in it.`, action: 'Start a new call' };
    case 'room-deleted':
      return { text: `${callName} ended because the conversation was deleted.`, action: null };
    case 'removed':
      return {
        text: `You left the call because you are no longer a member of “${roomTitle}”. Ask one of its admins to add you again.`,
        action: null,
      };
    case 'taken-over':
      return { text: 'You continued this call in another window.', action: 'Join here as well' };
    case 'full':
      return {
        text: `Your connection was lost, and ${lowerFirst(callName)} is now full. Wait until somebody leaves, then join again.`,
        action: 'Join again',
      };
    case 'refused':
      return describeRefusal(error?.code ?? '', error?.message ?? '', callName);
    default:
      return { text: `${callName} has ended.`, action: 'Start a new call' };
  }
}

function describeRefusal(code: string, message: string, callName: string): CallEndText {
  switch (code) {
    case 'MEETING_FULL':
      return {
        text: `${callName} is full. Wait until somebody leaves, then try again.`,
        action: 'Try again',
      };
    case 'MEETING_ENDED':
    case 'MEETING_NOT_FOUND':
      return { text: `${callName} has already ended.`, action: 'Start a new call' };
    case 'UNREACHABLE':
      return {
        text: 'You could not join, because the server cannot be reached. Check your connection, then try again.',
        action: 'Try again',
      };
    default:
      return { text: `You could not join the call. ${message}`, action: 'Try again' };
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
