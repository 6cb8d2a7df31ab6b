import { newId } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import type { NatsConnection } from '@nats-io/nats-core';
import t from 'tap';
import { startPushSweep } from '../../../src/notifications/push/start-push-sweep.ts';
import { storeNotification } from '../../../src/notifications/rows/store-notification.ts';
import { silentLogger, startFixture } from '../../support/start-fixture.ts';

t.test('NOTIFY-7: while NATS does not answer, the sweep publishes one notification at a time', async (t) => {
  const { db, user } = await startFixture(t);
  const target = { target: await user(), roomSeq: null };
  for (const producerId of ['first', 'second', 'third'])
    await storeNotification(db.prisma, {
      ...{ source: 'homework', producerId, delivery: '', targets: [target], recipients: 1, dead: 0 },
      document: { type: 'due', to: [{ user_id: newId('user') }] },
    });
  const publishedIds = new Set<string>();
  let flushCount = 0;
  const nc = {
    isClosed: () => false,
    isDraining: () => false,
    publish: (_subject: string, payload: string) => publishedIds.add(JSON.parse(payload).notification.id),
    flush: async () => {
      flushCount += 1;
      throw new Error('NATS does not answer');
    },
  } as unknown as NatsConnection;
  const sweep = startPushSweep({ db, nc, logger: silentLogger });
  await eventually('two attempts', () => flushCount >= 2);
  await sweep.stop();
  t.equal(publishedIds.size, 1);
});
