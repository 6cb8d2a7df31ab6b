import { Duplex } from 'node:stream';
import { mock } from 'node:test';
import t from 'tap';
import { refuseUpgrade } from '../../src/transport/refuse-handshake.ts';

t.test('a client that keeps the connection of a refused upgrade open is cut off after 5 s', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  let sentText = '';
  const socket = new Duplex({
    read: () => {},
    write: (chunk, _encoding, done) => {
      sentText += chunk;
      done();
    },
  });
  refuseUpgrade(socket, 'NOT_READY');
  t.match(sentText, /^HTTP\/1.1 503 /);
  mock.timers.tick(4_999);
  t.notOk(socket.destroyed);
  mock.timers.tick(1);
  t.ok(socket.destroyed);
});
