import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { createPublisher } from '../../src/index.ts';
import { answerWith, failWith, startHttpServer } from '../support/http-server.ts';

const DOCUMENT = { id: 'due-1', type: 'homework_due', to: [{ email: 'ada@school.example' }] } as const;
const accept = answerWith(202, {
  success: true,
  data: { id: 'due-1', recipients: 2, dead: 1, repeated: false },
});
const TOKEN = 'kcs_svc_secret';
/** How many calls the test of the memory makes. */
const CALLS = 30_000;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

t.test('a document is sent with the token, and the result counts its recipients', async (t) => {
  const server = await startHttpServer(t, [accept]);
  const publisher = createPublisher({ url: server.url, token: async () => TOKEN });
  t.same(await publisher.publish(DOCUMENT), {
    ...{ status: 'accepted', id: 'due-1', recipients: 2, unknownTargets: 1 },
  });
  t.match(server.received, [
    {
      url: '/api/v1/notifications',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(DOCUMENT),
    },
  ]);
});

t.test('the result says if a document is a repeat', async (t) => {
  const server = await startHttpServer(t, [
    answerWith(202, { success: true, data: { id: 'due-1', recipients: 2, dead: 0, repeated: true } }),
  ]);
  const publisher = createPublisher({ url: server.url, token: TOKEN });
  t.same(await publisher.publish(DOCUMENT), { status: 'repeated', id: 'due-1' });
});

t.test('failed attempts are repeated with the same id until the server accepts the document', async (t) => {
  const server = await startHttpServer(t, [
    (response) => response.destroy(),
    failWith(503, 'UNAVAILABLE'),
    failWith(429, 'RATE_LIMITED', { 'retry-after': '0.01' }),
    // The fourth request is never answered.
    () => {},
    answerWith(202, { success: true, data: { id: 'due-1', recipients: 1, dead: 0, repeated: true } }),
  ]);
  const publisher = createPublisher({ url: server.url, token: TOKEN, attemptTimeoutMs: 1_500 });
  const { id: _, ...documentWithoutId } = DOCUMENT;
  const result = await publisher.publish(documentWithoutId);
  t.match(result, { status: 'accepted', recipients: 1 }, 'an earlier attempt of this call was stored');
  t.equal(server.received.length, 5);
  const bodies = new Set(server.received.map(({ body }) => body));
  t.same(
    [...bodies].map((body) => JSON.parse(body).id),
    [result.id],
  );
});

t.test('after a refusal, no attempt follows, and the result contains the reason of the server', async (t) => {
  const details = [{ field: '/type', message: 'is reserved' }];
  const server = await startHttpServer(t, [
    failWith(401, 'UNAUTHENTICATED'),
    answerWith(400, { success: false, error: { code: 'VALIDATION_FAILED', message: 'No.', details } }),
    (response) => response.writeHead(301, { location: 'http://elsewhere.example/' }).end(),
  ]);
  const publisher = createPublisher({ url: server.url, token: TOKEN });
  t.match(await publisher.publish(DOCUMENT), { status: 'refused', code: 'UNAUTHENTICATED', details: [] });
  t.match(await publisher.publish(DOCUMENT), { status: 'refused', code: 'VALIDATION_FAILED', details });
  t.match(await publisher.publish(DOCUMENT), {
    status: 'refused',
    code: 'HTTP_301',
    message: /Check that this is/,
  });
  t.equal(server.received.length, 3);
});

t.test('if a quota lasts longer than the call, the result says when the quota ends', async (t) => {
  const server = await startHttpServer(t, [failWith(429, 'RATE_LIMITED', { 'retry-after': '3600' })]);
  const publisher = createPublisher({ url: server.url, token: TOKEN });
  t.match(await publisher.publish(DOCUMENT), {
    ...{ status: 'refused', code: 'RATE_LIMITED', retryAfterMs: 3_600_000 },
  });
});

t.test('no call waits forever for a server that does not answer', async (t) => {
  const server = await startHttpServer(t, [() => {}]);
  const publisher = createPublisher({
    ...{ url: server.url, token: TOKEN, timeoutMs: 250, attemptTimeoutMs: 100 },
    ...{ maxInFlight: 1, maxWaiting: 1 },
  });
  const [first, second, third] = await Promise.all(
    ['1', '2', '3'].map((id) => publisher.publish({ ...DOCUMENT, id })),
  );
  t.match(first, {
    status: 'unreachable',
    message: /The request to http:\/\/127\.0\.0\.1:\d+ failed\. .+\. Publish it again/,
  });
  t.match(second, { status: 'unreachable' });
  t.match(third, { status: 'busy', message: /Wait for their results/ });

  const controller = new AbortController();
  const aborted = publisher.publish(DOCUMENT, { signal: controller.signal, timeoutMs: 60_000 });
  controller.abort();
  t.match(await aborted, { status: 'aborted', id: 'due-1' });

  const pending = publisher.publish(DOCUMENT, { timeoutMs: 60_000 });
  await publisher.close({ abort: true });
  t.match(await pending, { status: 'aborted' });
  t.match(await publisher.publish(DOCUMENT), { status: 'aborted' }, 'after the close');
});

t.test('close waits for the documents that are being published', async (t) => {
  const server = await startHttpServer(t, [(response) => setImmediate(() => accept(response))]);
  const publisher = createPublisher({ url: server.url, token: TOKEN });
  let status: string | undefined;
  const publishing = publisher.publish(DOCUMENT).then((result) => {
    status = result.status;
  });
  await publisher.close();
  t.equal(status, 'accepted');
  await publishing;
});

t.test('createPublisher throws if the options cannot work', async (t) => {
  const createWith = (options: object) => () =>
    createPublisher(options as Parameters<typeof createPublisher>[0]);
  t.throws(createWith({ url: 'http://localhost' }), { name: 'TypeError', message: /"creds".*or "token"/ });
  t.throws(
    createWith({ url: 'nats://localhost', token: TOKEN }),
    /With "token", "url" must be an address like http/,
  );
  for (const url of [[], undefined])
    t.throws(createWith({ url, creds: 'x' }), /With "creds", "url" must be an address like nats/);
  t.throws(createWith({ url: 'nats://localhost', creds: 'homework.creds' }), /whole text of a file/);
  for (const limits of [
    { timeoutMs: Number.NaN },
    { attemptTimeoutMs: 0 },
    { maxInFlight: 0 },
    { maxWaiting: -1 },
  ])
    t.throws(createWith({ url: 'http://localhost', token: TOKEN, ...limits }), {
      name: 'TypeError',
      message: /must be a number of at least/,
    });
});

t.test('a timeout may be longer than a timer can measure', async (t) => {
  const server = await startHttpServer(t, [failWith(503, 'UNAVAILABLE'), accept]);
  const limits = { timeoutMs: Number.POSITIVE_INFINITY, attemptTimeoutMs: Number.POSITIVE_INFINITY };
  const publisher = createPublisher({ url: server.url, token: TOKEN, ...limits, maxInFlight: 1 });
  const publishing = ['1', '2'].map((id) => publisher.publish({ ...DOCUMENT, id }));
  for (const result of await Promise.all(publishing)) t.match(result, { status: 'accepted' });
});

t.test('a call without a valid timeout ends at once', async (t) => {
  const server = await startHttpServer(t, [failWith(503, 'UNAVAILABLE')]);
  const publisher = createPublisher({ url: server.url, token: TOKEN });
  t.match(await publisher.publish(DOCUMENT, { timeoutMs: Number.NaN }), { status: 'unreachable' });
});

t.test('a call leaves nothing behind in the publisher', async (t) => {
  const server = await startHttpServer(t, [() => {}]);
  const publisher = createPublisher({ url: server.url, token: TOKEN, maxInFlight: 1, maxWaiting: 0 });
  const pending = publisher.publish(DOCUMENT);
  const measureHeapBytes = async (): Promise<number> => {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const publishMany = async () => {
    for (let n = 0; n < CALLS; n += 1) await publisher.publish(DOCUMENT);
  };
  await publishMany();
  const heapBytesBefore = await measureHeapBytes();
  await publishMany();
  t.ok((await measureHeapBytes()) - heapBytesBefore < CALLS * 20, 'less than 20 bytes per call');
  await publisher.close({ abort: true });
  t.match(await pending, { status: 'aborted' });
});
