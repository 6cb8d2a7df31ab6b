import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { MembershipAuthority } from '../../src/membership/membership-authority.ts';

t.test(
  'a membership answer is cached for one second unless the membership changes, and a failure is never cached',
  async (t) => {
    let requestCount = 0;
    let answerAuthorizeRoom: () => Promise<{ head: number; mayPost?: boolean }> = async () => ({ head: 1 });
    const membershipAuthority = new MembershipAuthority({
      authorizeRoom: () => {
        requestCount += 1;
        return answerAuthorizeRoom();
      },
      joinedSeqs: async () => ({ seqs: {} }),
    });
    await membershipAuthority.assertMayPost('u', 'r');
    await membershipAuthority.assertMayPost('u', 'r');
    t.equal(requestCount, 1);
    membershipAuthority.forget('u', 'r');
    answerAuthorizeRoom = () => Promise.reject(new ChatError('UNAVAILABLE'));
    await t.rejects(membershipAuthority.assertMayPost('u', 'r'), { code: 'UNAVAILABLE' });
    answerAuthorizeRoom = () => Promise.reject(new ChatError('ROOM_NOT_FOUND'));
    await t.rejects(membershipAuthority.assertMayPost('u', 'r'), { code: 'ROOM_NOT_FOUND' });
    await t.rejects(membershipAuthority.assertMayPost('u', 'r'), { code: 'ROOM_NOT_FOUND' });
    t.equal(requestCount, 3);
    membershipAuthority.forget('u', 'r');
    answerAuthorizeRoom = async () => ({ head: 1, mayPost: false });
    await t.rejects(membershipAuthority.assertMayPost('u', 'r'), { code: 'POSTING_RESTRICTED' });
    await t.rejects(membershipAuthority.assertMayPost('u', 'r'), { code: 'POSTING_RESTRICTED' });
    t.equal(requestCount, 4);
  },
);
