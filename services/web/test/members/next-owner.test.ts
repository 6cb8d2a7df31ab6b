import t from 'tap';
import { describeLeaving, findNextOwner } from '../../src/members/next-owner.ts';
import { ADA, BEN, CLEO, DEE, member, roster } from '../support/sample-data.ts';

const ada = member(ADA, 'owner');

t.test(
  'the next owner is the longest-serving admin, or else the longest-serving active member',
  async (t) => {
    const ben = { ...member(BEN, 'member'), joined_seq: 5 };
    const cleo = { ...member(CLEO, 'member'), joined_seq: 4 };
    const dee = { ...member(DEE, 'admin'), joined_seq: 9 };
    t.equal(findNextOwner([ada, ben, cleo, dee], ADA.id), dee);
    t.equal(findNextOwner([ada, ben, cleo], ADA.id), cleo);
    t.equal(findNextOwner([ada, ben, { ...cleo, active: false }], ADA.id), ben);
    t.equal(findNextOwner([ada, ben, member(CLEO, 'owner')], ADA.id), undefined, 'another owner stays');
    t.equal(
      findNextOwner([ada, ben, { ...member(CLEO, 'owner'), active: false }], ADA.id),
      ben,
      'the other owner’s account is closed',
    );
    t.equal(findNextOwner([ada], ADA.id), undefined);
  },
);

t.test('the confirmation for leaving a group says what will happen to the group', async (t) => {
  const textFor = (my_role: 'owner' | 'member', member_count: number, complete = true) =>
    describeLeaving(
      { my_role, member_count },
      roster([ada, member(BEN, 'member')].slice(0, member_count), { complete }),
      ADA.id,
    );
  t.match(textFor('owner', 1), 'the group and its messages will be deleted');
  t.match(textFor('owner', 2), 'Ben Okri becomes the owner.');
  t.match(textFor('owner', 700, false), 'another member becomes the owner');
  t.match(textFor('member', 2), /^You won’t get messages from the group/);
});
