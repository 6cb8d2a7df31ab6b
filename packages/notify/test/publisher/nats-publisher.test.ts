import { startTestNats } from '@kcs/testkit';
import t from 'tap';
import { createPublisher } from '../../src/index.ts';
import { createNatsTransport } from '../../src/transports/nats-transport.ts';
import { createProducerCreds, createProducerStream, listStoredDocuments } from '../support/producer.ts';

const DOCUMENT = { type: 'homework_due', title: 'Due', to: [{ user_type: 'Student' }] } as const;

t.test('a publisher sends documents over NATS', async (t) => {
  const nats = await startTestNats(t, { mayRefuse: true });
  await createProducerStream(nats, 'homework');
  const creds = (await createProducerCreds(nats, 'homework')).trim();
  const open = (options: { attemptTimeoutMs?: number; timeoutMs?: number; maxInFlight?: number } = {}) => {
    const publisher = createPublisher({ url: nats.url, creds, ...options });
    t.teardown(() => publisher.close({ abort: true }));
    return publisher;
  };

  t.test('a document is accepted once, and its repeat is recognized', async (t) => {
    const publisher = open();
    t.same(await publisher.publish({ ...DOCUMENT, id: 'first' }), { status: 'accepted', id: 'first' });
    t.same(await publisher.publish({ ...DOCUMENT, id: 'first' }), { status: 'repeated', id: 'first' });
    const stored = await listStoredDocuments(nats, 'homework');
    t.same(stored, [{ ...DOCUMENT, id: 'first' }]);
  });

  t.test('a document without an id gets one, which is also in the result', async (t) => {
    const result = await open().publish(DOCUMENT);
    t.match(result, { status: 'accepted', id: /^[0-9a-f-]{36}$/ });
    t.match((await listStoredDocuments(nats, 'homework')).at(-1), { id: result.id });
  });

  t.test('documents that are published during an outage each arrive once after the outage', async (t) => {
    const publisher = open({ attemptTimeoutMs: 300, maxInFlight: 3 });
    const storedBefore = (await listStoredDocuments(nats, 'homework')).length;
    t.match(await publisher.publish({ ...DOCUMENT, id: 'before' }), { status: 'accepted' });
    await nats.kill();
    const ids = ['outage-1', 'outage-2', 'outage-3', 'outage-4', 'outage-5'];
    const publishing = Promise.all(ids.map((id) => publisher.publish({ ...DOCUMENT, id })));
    // This call gives up before the server is back. By then, several attempts of the other calls have failed, too.
    t.match(await open({ attemptTimeoutMs: 300, timeoutMs: 900 }).publish({ ...DOCUMENT, id: 'given-up' }), {
      status: 'unreachable',
      id: 'given-up',
      message: /not confirmed in time.*Publish it again with the same id/,
      attempts: Number,
    });
    await nats.start();
    for (const result of await publishing) t.equal(result.status, 'accepted');
    const stored = await listStoredDocuments(nats, 'homework');
    t.same(
      stored
        .slice(storedBefore)
        .map(({ id }) => id)
        .sort(),
      ['before', ...ids],
    );
  });

  t.test('a publisher with expired credentials is told how to get new ones', async (t) => {
    const expired = await createProducerCreds(nats, 'homework', new Date(Date.now() - 10_000));
    const publisher = createPublisher({ url: nats.url, creds: () => expired });
    t.teardown(() => publisher.close());
    t.match(await publisher.publish(DOCUMENT), {
      status: 'refused',
      code: 'UNAUTHENTICATED',
      message: /Get new ones with "kcs-notify credentials"/,
    });
  });

  t.test("a publisher cannot send under another producer's name", async (t) => {
    const transport = createNatsTransport({ urls: [nats.url], producer: 'mail', getCreds: () => creds });
    t.teardown(() => transport.close());
    const document = { id: 'forged', bytes: Buffer.from(JSON.stringify(DOCUMENT)) };
    const outcome = await transport.send(document, AbortSignal.timeout(5_000));
    t.match(outcome, { kind: 'refused', code: 'FORBIDDEN', message: /Use the credentials of mail/ });
  });

  t.test('a producer without a stream is told to ask an Admin', async (t) => {
    const publisher = createPublisher({
      url: nats.url,
      creds: await createProducerCreds(nats, 'retired'),
      timeoutMs: 1_000,
    });
    t.teardown(() => publisher.close());
    t.match(await publisher.publish(DOCUMENT), { status: 'unreachable', message: /Ask an Admin/ });
  });
});
