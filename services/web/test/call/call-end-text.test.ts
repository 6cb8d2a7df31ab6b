import { ApiError } from '@kcs/chat-client';
import type { CallEndReason } from '@kcs/chat-client/calls';
import t from 'tap';
import { describeCallEnd } from '../../src/call/call-end-text.ts';

const describeReason = (reason: string) =>
  describeCallEnd({ reason: reason as CallEndReason, error: null }, 'Engines');
const describeRefusal = (error: ApiError) => describeCallEnd({ reason: 'refused', error }, 'Engines');

t.test('there is no notice after the user has left the call or logged out', async (t) => {
  t.equal(describeReason('left'), null);
  t.equal(describeReason('session-ended'), null);
});

t.test('the notice offers another call only if the user can still join one', async (t) => {
  for (const reason of ['ended', 'empty', 'taken-over', 'full', 'a reason of a newer server'])
    t.ok(describeReason(reason)?.action, reason);
  for (const reason of ['removed', 'room-deleted']) t.equal(describeReason(reason)?.action, null, reason);
});

t.test('the notice about a refused call says what to do', async (t) => {
  t.match(describeRefusal(new ApiError('MEETING_FULL', '')), { text: /Wait until somebody leaves/ });
  t.match(describeRefusal(new ApiError('MEETING_ENDED', '')), { action: 'Start a new call' });
  t.match(describeRefusal(new ApiError('UNREACHABLE', '')), { text: /Check your connection/ });
  t.match(describeRefusal(new ApiError('RATE_LIMITED', 'Wait a minute.')), {
    text: 'You could not join the call. Wait a minute.',
  });
});
