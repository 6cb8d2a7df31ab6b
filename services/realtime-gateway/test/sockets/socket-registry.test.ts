import t from 'tap';
import { SocketRegistry } from '../../src/sockets/socket-registry.ts';
import type { ChatSocket, LocalUser } from '../../src/sockets/socket-state.ts';

const createSocket = (user: LocalUser) => ({ data: { user } }) as unknown as ChatSocket;

t.test('a user is registered from the first socket until the last socket is removed', async (t) => {
  const registry = new SocketRegistry();
  const ada = registry.prepare('ada', 'Ada', 'Student');
  t.equal(registry.user('ada'), undefined, 'preparing does not count');
  const [one, two] = [createSocket(ada), createSocket(ada)];
  registry.add(one);
  registry.add(two);
  t.same([registry.socketCount, registry.userCount], [2, 1]);
  registry.remove(one);
  registry.remove(one);
  t.same([registry.socketCount, registry.userCount], [1, 1]);
  registry.remove(two);
  t.same([registry.socketCount, registry.userCount], [0, 0]);
  t.equal(registry.user('ada'), undefined);
});

t.test('two sockets that connect at the same time share one user entry with the latest name', async (t) => {
  const registry = new SocketRegistry();
  const [one, two] = [
    createSocket(registry.prepare('ada', 'Ada', 'Student')),
    createSocket(registry.prepare('ada', 'Ada', 'Student')),
  ];
  registry.add(one);
  registry.add(two);
  t.equal(one.data.user, two.data.user);
  t.match(registry.prepare('ada', 'Ada L.', 'Teacher'), { name: 'Ada L.', userType: 'Teacher' });
  t.equal(one.data.user.name, 'Ada L.');
});

t.test('a session that ends while its connection is being authorized is marked as ended', async (t) => {
  const registry = new SocketRegistry();
  const [watched, stopped] = [registry.watch('session'), registry.watch('session')];
  stopped.stop();
  registry.sessionEnded('session', 'LOGGED_OUT');
  t.equal(watched.endedBy, 'LOGGED_OUT');
  t.equal(stopped.endedBy, undefined);
  watched.stop();
});
