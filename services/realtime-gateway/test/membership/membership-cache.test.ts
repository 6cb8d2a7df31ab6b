import t from 'tap';
import { MembershipCache } from '../../src/membership/membership-cache.ts';

t.test(
  'membership changes that arrive while a user’s rooms are loading are applied to the loaded rooms',
  async (t) => {
    const membershipCache = new MembershipCache();
    const finishLoad = membershipCache.beginLoad('u');
    membershipCache.change('u', 'added', true);
    membershipCache.change('u', 'removed', false);
    finishLoad(['old', 'removed']);
    t.same([...membershipCache.usersIn('old')], ['u']);
    t.same([...membershipCache.usersIn('added')], ['u']);
    t.same([...membershipCache.usersIn('removed')], []);
  },
);

t.test('if loading a user’s rooms fails, the cached rooms remain', async (t) => {
  const membershipCache = new MembershipCache();
  membershipCache.beginLoad('u')(['r']);
  membershipCache.beginLoad('u')(undefined);
  t.same([...membershipCache.usersIn('r')], ['u']);
  t.same(membershipCache.users(), ['u']);
});

t.test(
  'the membership cache holds only users with a local socket, and rooms and users can be dropped from it',
  async (t) => {
    const membershipCache = new MembershipCache();
    membershipCache.beginLoad('u')(['one', 'two']);
    membershipCache.change('stranger', 'one', true);
    t.same([...membershipCache.usersIn('one')], ['u']);
    membershipCache.dropRoom('one');
    t.same([...membershipCache.usersIn('one')], []);
    membershipCache.dropUser('u');
    t.notOk(membershipCache.has('u'));
    t.same([...membershipCache.usersIn('two')], []);
  },
);
