import { buildSeenSubject, NOTICES } from '@kcs/contracts';
import { startNats } from '@kcs/private-servers';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { connectNats, newId, publishNotice, subscribeToNotice } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

t.test(
  'every replica receives a notice, and neither an invalid notice nor a failing handler ends a subscription',
  async (t) => {
    const server = await startNats();
    const { logger, lines } = createRecordingLogger();
    const natsConnections = await Promise.all(
      ['a', 'b'].map((name) => connectNats({ url: server.url, service: 'test', name, logger })),
    );
    const [a, b] = natsConnections as [(typeof natsConnections)[0], (typeof natsConnections)[0]];
    t.teardown(async () => {
      await Promise.all(natsConnections.map((natsConnection) => natsConnection.close()));
      await server.stop();
    });
    const receivedNotices: string[] = [];
    const subscriptions = natsConnections.map((natsConnection, i) =>
      subscribeToNotice(
        natsConnection,
        NOTICES.userChanged,
        ({ name }) => {
          receivedNotices.push(`${i} ${name}`);
          if (name === 'Bad') throw new Error('handler failed');
        },
        logger,
      ),
    );
    await Promise.all(natsConnections.map((natsConnection) => natsConnection.flush()));
    const userId = newId('user');
    publishNotice(a, NOTICES.userChanged, { userId, name: 'Bad', userType: 'Student' });
    a.publish(NOTICES.userChanged.subject, '{"userId":7}');
    a.publish(NOTICES.userChanged.subject, 'no json');
    publishNotice(a, NOTICES.userChanged, { userId, name: 'Ada', userType: 'Student' });
    await eventually('both notices at both replicas', () => receivedNotices.length === 4);
    t.same(receivedNotices.sort(), ['0 Ada', '0 Bad', '1 Ada', '1 Bad']);
    const skipLines = lines.filter(({ msg }) => msg === 'A notice could not be processed and was skipped');
    t.equal(skipLines.length, 6);
    const linesWithStack = skipLines.filter((line) => JSON.stringify(line).includes('"stack"'));
    t.equal(linesWithStack.length, 2, 'only unexpected errors have a stack trace');
    t.match(
      skipLines.find((line) => JSON.stringify(line).includes('/userId')),
      { err: { code: 'VALIDATION_FAILED' } },
      'the line about an invalid notice names the invalid field',
    );

    await subscriptions[0]?.stop();
    await a.flush();
    publishNotice(b, NOTICES.userChanged, { userId, name: 'Eve', userType: 'Student' });
    await eventually('the notice at the other replica', () => receivedNotices.includes('1 Eve'));
    await a.flush();
    t.notOk(receivedNotices.includes('0 Eve'));
  },
);

t.test(
  'a notice can have a separate subject for each room, and publishing on a closed connection does nothing',
  async (t) => {
    const server = await startNats();
    const { logger } = createRecordingLogger();
    const natsConnection = await connectNats({ url: server.url, service: 'test', name: 'test', logger });
    t.teardown(() => server.stop());
    const roomId = newId('room');
    const receivedSubjectPromise = new Promise<string>((resolve) =>
      subscribeToNotice(natsConnection, NOTICES.seen, (_payload, subject) => resolve(subject), logger),
    );
    const seenNotice = {
      userId: newId('user'),
      roomId,
      messageIds: [],
      lastSeenSeq: 3,
      timestamp: new Date().toISOString(),
    };
    publishNotice(natsConnection, NOTICES.seen, seenNotice, buildSeenSubject(roomId));
    t.equal(await receivedSubjectPromise, `chat.room.${roomId}.seen`);
    await natsConnection.close();
    publishNotice(natsConnection, NOTICES.seen, seenNotice, buildSeenSubject(roomId));
  },
);
