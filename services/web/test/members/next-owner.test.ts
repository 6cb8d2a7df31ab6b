import t from 'tap';
import { describeLeaving } from '../../src/members/describe-leaving.ts';
import { findNextOwner } from '../../src/members/next-owner.ts';
import { ADA, BEN, CLEO, createMember, createRoster, DEE } from '../support/sample-data.ts';

const ada = createMember(ADA, 'owner');

t.test(
  'the next owner is the longest-serving admin, or else the longest-serving active member',
  async (t) => {
    const ben = { ...createMember(BEN, 'member'), joined_seq: 5 };
    const cleo = { ...createMember(CLEO, 'member'), joined_seq: 4 };
    const dee = { ...createMember(DEE, 'admin'), joined_seq: 9 };
    t.equal(findNextOwner([ada, ben, cleo, dee], ADA.id), dee);
    t.equal(findNextOwner([ada, ben, cleo], ADA.id), cleo);
    t.equal(findNextOwner([ada, ben, { ...cleo, active: false }], ADA.id), ben);
    t.equal(findNextOwner([ada, ben, createMember(CLEO, 'owner')], ADA.id), undefined, 'another owner stays');
    t.equal(
      findNextOwner([ada, ben, { ...createMember(CLEO, 'owner'), active: false }], ADA.id),
      ben,
      'the other owner’s account is closed',
    );
    t.equal(findNextOwner([ada], ADA.id), undefined);
  },
);

t.test('the confirmation for leaving a group says what will happen to the group', async (t) => {
  const describeLeavingAs = (my_role: 'owner' | 'member', member_count: number, complete = true) =>
    describeLeaving(
      { my_role, member_count },
      createRoster([ada, createMember(BEN, 'member')].slice(0, member_count), { complete }),
      ADA.id,
    );
  t.match(describeLeavingAs('owner', 1), 'the group and its messages will be deleted');
  t.match(describeLeavingAs('owner', 2), 'Ben Okri becomes the owner.');
  t.match(describeLeavingAs('owner', 700, false), 'another member becomes the owner');
  t.match(describeLeavingAs('member', 2), /^You won’t get messages from the group/);
});
