import { NOTICES, seenSubject } from '@kcs/contracts';
import { startNats } from '@kcs/private-servers';
import t from 'tap';
import { connectNats, newId, publishNotice, subscribeToNotice } from '../src/index.ts';
import { eventually } from './support/eventually.ts';
import { recordingLogger } from './support/recording-logger.ts';

t.test('every replica hears a notice; malformed ones and failing handlers end nothing', async (t) => {
  const server = await startNats();
  const { logger, lines } = recordingLogger();
  const connections = await Promise.all(
    ['a', 'b'].map((name) => connectNats({ url: server.url, name, logger })),
  );
  const [a, b] = connections as [(typeof connections)[0], (typeof connections)[0]];
  t.teardown(async () => {
    await Promise.all(connections.map((nc) => nc.close()));
    await server.stop();
  });
  const heard: string[] = [];
  const ears = connections.map((nc, i) =>
    subscribeToNotice(
      nc,
      NOTICES.userChanged,
      ({ name }) => {
        heard.push(`${i} ${name}`);
        if (name === 'Bad') throw new Error('cannot bear it');
      },
      logger,
    ),
  );
  await Promise.all(connections.map((nc) => nc.flush()));
  const userId = newId('user');
  publishNotice(a, NOTICES.userChanged, { userId, name: 'Bad', userType: 'Student' });
  a.publish(NOTICES.userChanged.subject, '{"userId":7}');
  a.publish(NOTICES.userChanged.subject, 'no json');
  publishNotice(a, NOTICES.userChanged, { userId, name: 'Ada', userType: 'Student' });
  await eventually('both heard both', () => heard.length === 4);
  t.same(heard.sort(), ['0 Ada', '0 Bad', '1 Ada', '1 Bad']);
  t.equal(lines.filter(({ msg }) => msg === 'A notice could not be used').length, 6);

  await ears[0]?.stop();
  await a.flush();
  publishNotice(b, NOTICES.userChanged, { userId, name: 'Eve', userType: 'Student' });
  await eventually('the other hears on', () => heard.includes('1 Eve'));
  await a.flush();
  t.notOk(heard.includes('0 Eve'));
});

t.test(
  'a notice of a room goes out on the subject of the room; a closed connection is no failure',
  async (t) => {
    const server = await startNats();
    const { logger } = recordingLogger();
    const nc = await connectNats({ url: server.url, name: 'test', logger });
    t.teardown(() => server.stop());
    const roomId = newId('room');
    const heard = new Promise<string>((resolve) =>
      subscribeToNotice(nc, NOTICES.seen, (_payload, subject) => resolve(subject), logger),
    );
    const seen = {
      userId: newId('user'),
      roomId,
      messageIds: [],
      lastSeenSeq: 3,
      timestamp: new Date().toISOString(),
    };
    publishNotice(nc, NOTICES.seen, seen, seenSubject(roomId));
    t.equal(await heard, `chat.room.${roomId}.seen`);
    await nc.close();
    publishNotice(nc, NOTICES.seen, seen, seenSubject(roomId));
  },
);
