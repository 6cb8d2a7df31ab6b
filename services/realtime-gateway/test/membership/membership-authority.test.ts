import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { MembershipAuthority } from '../../src/membership/membership-authority.ts';

t.test(
  'a membership answer is cached for one second unless the membership changes, and a failure is never cached',
  async (t) => {
    let requestCount = 0;
    let answerRequest: () => Promise<unknown> = async () => ({ head: 1 });
    const authority = new MembershipAuthority({
      authorizeRoom: () => {
        requestCount += 1;
        return answerRequest();
      },
      joinedSeqs: async () => ({ seqs: {} }),
    });
    await authority.assertMember('u', 'r');
    await authority.assertMember('u', 'r');
    t.equal(requestCount, 1);
    authority.forget('u', 'r');
    answerRequest = () => Promise.reject(new ChatError('UNAVAILABLE'));
    await t.rejects(authority.assertMember('u', 'r'), { code: 'UNAVAILABLE' });
    answerRequest = () => Promise.reject(new ChatError('ROOM_NOT_FOUND'));
    await t.rejects(authority.assertMember('u', 'r'), { code: 'ROOM_NOT_FOUND' });
    await t.rejects(authority.assertMember('u', 'r'), { code: 'ROOM_NOT_FOUND' });
    t.equal(requestCount, 3);
  },
);
