import t from 'tap';
import { MembershipCache } from '../../src/membership/membership-cache.ts';

t.test(
  'membership changes that arrive while a user’s rooms are loading are applied to the loaded rooms',
  async (t) => {
    const cache = new MembershipCache();
    const finishLoad = cache.beginLoad('u');
    cache.change('u', 'added', true);
    cache.change('u', 'removed', false);
    finishLoad(['old', 'removed']);
    t.same([...cache.usersIn('old')], ['u']);
    t.same([...cache.usersIn('added')], ['u']);
    t.same([...cache.usersIn('removed')], []);
  },
);

t.test('if loading a user’s rooms fails, the cached rooms remain', async (t) => {
  const cache = new MembershipCache();
  cache.beginLoad('u')(['r']);
  cache.beginLoad('u')(undefined);
  t.same([...cache.usersIn('r')], ['u']);
  t.same(cache.users(), ['u']);
});

t.test(
  'the membership cache holds only users with a local socket, and rooms and users can be dropped from it',
  async (t) => {
    const cache = new MembershipCache();
    cache.beginLoad('u')(['one', 'two']);
    cache.change('stranger', 'one', true);
    t.same([...cache.usersIn('one')], ['u']);
    cache.dropRoom('one');
    t.same([...cache.usersIn('one')], []);
    cache.dropUser('u');
    t.notOk(cache.has('u'));
    t.same([...cache.usersIn('two')], []);
  },
);
