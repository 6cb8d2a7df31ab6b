import t from 'tap';
import { SocketRegistry } from '../../src/sockets/socket-registry.ts';
import type { ChatSocket, LocalUser } from '../../src/sockets/socket-state.ts';

const createSocketStandIn = (user: LocalUser) => ({ data: { user } }) as unknown as ChatSocket;

t.test('a user is registered from the first socket until the last socket is removed', async (t) => {
  const socketRegistry = new SocketRegistry();
  const ada = socketRegistry.prepare('ada', 'Ada', 'Student');
  t.equal(socketRegistry.user('ada'), undefined, 'preparing does not count');
  const [one, two] = [createSocketStandIn(ada), createSocketStandIn(ada)];
  socketRegistry.add(one);
  socketRegistry.add(two);
  t.same([socketRegistry.socketCount, socketRegistry.userCount], [2, 1]);
  socketRegistry.remove(one);
  socketRegistry.remove(one);
  t.same([socketRegistry.socketCount, socketRegistry.userCount], [1, 1]);
  socketRegistry.remove(two);
  t.same([socketRegistry.socketCount, socketRegistry.userCount], [0, 0]);
  t.equal(socketRegistry.user('ada'), undefined);
});

t.test('two sockets that connect at the same time share one user entry with the latest name', async (t) => {
  const socketRegistry = new SocketRegistry();
  const [one, two] = [
    createSocketStandIn(socketRegistry.prepare('ada', 'Ada', 'Student')),
    createSocketStandIn(socketRegistry.prepare('ada', 'Ada', 'Student')),
  ];
  socketRegistry.add(one);
  socketRegistry.add(two);
  t.equal(one.data.user, two.data.user);
  t.match(socketRegistry.prepare('ada', 'Ada L.', 'Teacher'), { name: 'Ada L.', userType: 'Teacher' });
  t.equal(one.data.user.name, 'Ada L.');
});

t.test('a session that ends while its connection is being authorized is marked as ended', async (t) => {
  const socketRegistry = new SocketRegistry();
  const [watched, stopped] = [socketRegistry.watch('session'), socketRegistry.watch('session')];
  stopped.stop();
  socketRegistry.sessionEnded('session', 'LOGGED_OUT');
  t.equal(watched.endedBy, 'LOGGED_OUT');
  t.equal(stopped.endedBy, undefined);
  watched.stop();
});
