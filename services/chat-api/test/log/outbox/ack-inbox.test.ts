import { headers, type Msg, type NatsConnection, type PublishOptions } from '@nats-io/nats-core';
import t, { type Test } from 'tap';
import { AckInbox } from '../../../src/log/outbox/ack-inbox.ts';

/** A NATS connection that remembers what is published, and receives the replies that a test writes. */
function createStandIn(t: Test, timeoutMs?: number) {
  const published: (PublishOptions & { subject: string })[] = [];
  let receive: (error: Error | null, message: Msg) => void = () => {};
  const nc = {
    subscribe: (_subject: string, options: { callback: typeof receive }) => {
      receive = options.callback;
    },
    publish: (subject: string, _payload: Uint8Array, options: PublishOptions) =>
      void published.push({ subject, ...options }),
  };
  const ackInbox = new AckInbox(nc as unknown as NatsConnection, timeoutMs);
  t.teardown(() => ackInbox.rejectAll());
  return {
    ackInbox,
    published,
    publish: (messageId: string) => ackInbox.publish('chat.room.r.renamed', new Uint8Array(), messageId),
    reply: (n: number, body: unknown, code = 0) => {
      const replyHeaders = code === 0 ? undefined : headers(code, 'No Responders');
      receive(null, {
        subject: published[n]?.reply ?? '',
        headers: replyHeaders,
        json: () => body,
      } as unknown as Msg);
    },
  };
}

t.test('each publish gets its own acknowledgment, in any order', async (t) => {
  const { published, publish, reply } = createStandIn(t);
  const [one, two] = [publish('id-1'), publish('id-2')];
  t.same(
    published.map(({ headers: sent }) => sent?.get('Nats-Msg-Id')),
    ['id-1', 'id-2'],
    'with the id by which the stream recognizes repeats',
  );
  reply(1, { stream: 'SECOND', seq: 2 });
  reply(1, { stream: 'LATE', seq: 2 });
  reply(0, { stream: 'FIRST', seq: 1, duplicate: true });
  t.same(await Promise.all([one, two]), ['FIRST', 'SECOND']);
});

t.test('a refusal, a missing stream, and a malformed reply reject the publish', async (t) => {
  const { publish, reply } = createStandIn(t);
  const settled = Promise.allSettled([publish('1'), publish('2'), publish('3')]);
  reply(0, { error: { code: 503, err_code: 10077, description: 'maximum bytes exceeded' } });
  reply(1, undefined, 503);
  reply(2, {});
  t.match(await settled, [
    { reason: { name: 'JetStreamApiError', code: 10077 } },
    { reason: { name: 'NoResponders' } },
    { reason: { name: 'JetStreamError' } },
  ]);
});

t.test('publishes without an acknowledgment are rejected in order when their time is over', async (t) => {
  const { publish, reply } = createStandIn(t, 20);
  const outcomes: string[] = [];
  const watch = (name: string) =>
    publish(name).catch((error: Error) => void outcomes.push(`${name}: ${error.name}`));
  const first = watch('first');
  await new Promise((resolve) => setTimeout(resolve, 10));
  const second = watch('second');
  const third = publish('third');
  reply(2, { stream: 'IN_TIME', seq: 1 });
  await Promise.all([first, second]);
  t.same(outcomes, ['first: TimeoutError', 'second: TimeoutError']);
  t.equal(await third, 'IN_TIME');
});

t.test('when the connection closes, all waiting publishes are rejected', async (t) => {
  const { ackInbox, publish } = createStandIn(t);
  const settled = Promise.allSettled([publish('1'), publish('2')]);
  ackInbox.rejectAll();
  for (const outcome of await settled) t.match(outcome, { reason: { name: 'ClosedConnectionError' } });
});
