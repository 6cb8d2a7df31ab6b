import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOM_STREAM } from '@kcs/contracts';
import { startNats } from '@kcs/private-servers';
import { connectNats } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { Registry } from 'prom-client';
import t from 'tap';
import { startOutbox } from '../../../src/log/outbox/start-outbox.ts';
import { sendMessage } from '../../../src/rooms/commands/send-message.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { startFixture } from '../../support/start-fixture.ts';

const RECOVERY_TIMEOUT_MS = 20_000;
const MESSAGE_COUNT = 20;

t.test(
  'events stay in the outbox while the NATS account is full, and are published once it has space again',
  async (t) => {
    const natsDir = await mkdtemp(join(tmpdir(), 'kcs-full-stream-'));
    t.teardown(() => rm(natsDir, { recursive: true, force: true }));
    const credentials = { user: 'test', pass: 'test' };
    const startLimitedNats = (maxFile: string, port?: number) =>
      startNats({
        dir: natsDir,
        ...(port && { port }),
        probeCredentials: credentials,
        config: `accounts { TEST { jetstream { max_file: ${maxFile} }, users: [{ user: test, password: test }] } }`,
      });
    let natsServer = await startLimitedNats('40K');
    t.teardown(() => natsServer.stop());
    const { logger, messages } = createRecordingLogger();
    const natsUrl = natsServer.url.replace('//', '//test:test@');
    const natsConnection = await connectNats({ url: natsUrl, service: 'chat-api', name: 'test', logger });
    t.teardown(() => natsConnection.close());
    const fixture = await startFixture(t);
    const outbox = startOutbox({ db: fixture.db, nc: natsConnection, metrics: new Registry(), logger });
    t.teardown(() => outbox.stop());
    await outbox.maintainStream();
    const ada = await fixture.user('Ada');
    const roomId = await fixture.group(ada);
    const depsWithOutbox = { ...fixture.deps, outbox };
    const longContent = 'x'.repeat(4_000);
    for (let i = 0; i < MESSAGE_COUNT; i += 1)
      await sendMessage(depsWithOutbox, { userId: ada, roomId, content: longContent });

    const isRefusalLogged = () => messages.some((text) => /refuses room events/.test(text));
    await eventually('the log line about the full stream', isRefusalLogged);
    t.throws(() => outbox.alarm.checkAccepting(), { message: /resource limits exceeded for account/ });
    outbox.alarm.checkAnswering();
    t.equal(await fixture.db.prisma.deadLetter.count(), 0, 'no event is parked');
    const unpublishedCount = await fixture.db.prisma.roomEvent.count({ where: { publishedAt: null } });
    t.ok(unpublishedCount > MESSAGE_COUNT / 2, 'the events that did not fit stay in the outbox');

    const natsPort = Number(new URL(natsServer.url).port);
    await natsServer.stop();
    natsServer = await startLimitedNats('10M', natsPort);
    const isEveryEventPublished = async () =>
      (await fixture.db.prisma.roomEvent.count({ where: { publishedAt: null } })) === 0;
    await eventually('every event is published', isEveryEventPublished, RECOVERY_TIMEOUT_MS);
    const streamManager = await jetstreamManager(natsConnection);
    t.equal((await streamManager.streams.info(ROOM_STREAM.name)).state.messages, MESSAGE_COUNT + 1);
    t.equal(messages.filter((text) => /refuses room events/.test(text)).length, 1);
  },
);
