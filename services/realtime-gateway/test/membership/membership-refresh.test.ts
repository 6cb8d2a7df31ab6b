import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { MembershipCache } from '../../src/membership/membership-cache.ts';
import { MembershipRefresh } from '../../src/membership/membership-refresh.ts';
import type { SocketRegistry } from '../../src/sockets/socket-registry.ts';
import { silentLogger } from '../support/silent-logger.ts';

function startMembershipRefresh(roomsOfUser: (userId: string) => Promise<string[]>) {
  const usersById = new Map([
    ['ada', { id: 'ada' }],
    ['bob', { id: 'bob' }],
  ]);
  const socketRegistry = { user: (id: string) => usersById.get(id), users: () => usersById.values() };
  const membershipCache = new MembershipCache();
  const membershipRefresh = new MembershipRefresh({
    registry: socketRegistry as unknown as SocketRegistry,
    cache: membershipCache,
    roomsOfUser,
    logger: silentLogger,
  });
  return { users: usersById, cache: membershipCache, refresh: membershipRefresh };
}

t.test('a refresh reloads the rooms of all local users and drops disconnected users', async (t) => {
  const { cache, refresh } = startMembershipRefresh(async (userId) => [`room of ${userId}`]);
  cache.beginLoad('gone')(['r']);
  await Promise.all([refresh.refreshAll(), refresh.refreshAll()]);
  t.same(cache.users().sort(), ['ada', 'bob']);
  t.same([...cache.usersIn('room of ada')], ['ada']);
});

t.test('if the request for a user’s rooms fails, the cached rooms remain', async (t) => {
  const { cache, refresh } = startMembershipRefresh(() => Promise.reject(new ChatError('UNAVAILABLE')));
  cache.beginLoad('ada')(['r']);
  await refresh.refreshUser('ada');
  t.same([...cache.usersIn('r')], ['ada']);
});

t.test('a user who disconnects while the user’s rooms are requested is not cached again', async (t) => {
  const { users, cache, refresh } = startMembershipRefresh(async () => {
    users.delete('ada');
    return ['r'];
  });
  await refresh.refreshUser('ada');
  t.notOk(cache.has('ada'));
});
