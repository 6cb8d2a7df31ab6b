import { ChatError } from '@kcs/contracts';
import { eventually } from '@kcs/testkit';
import { errors } from '@nats-io/nats-core';
import t from 'tap';
import { RequestBatcher } from '../../src/index.ts';

interface SentBatch {
  readonly queries: readonly number[];
  readonly reply: (results?: readonly (string | Promise<string> | Error)[]) => void;
  readonly fail: (error: Error) => void;
}

/** Starts a batcher of at most 4 queries per request. The test answers each request. */
function startBatcher({ maxWaiting = 100, maxWaitMs = 10_000 } = {}) {
  const batches: SentBatch[] = [];
  const separate: number[] = [];
  let now = 0;
  const batcher = new RequestBatcher<number, string>({
    send: (queries) =>
      new Promise((resolve, reject) => {
        const reply: SentBatch['reply'] = (results = queries.map(String)) => resolve(results);
        batches.push({ queries, reply, fail: reject });
      }),
    sendSeparately: async (query) => {
      separate.push(query);
      if (query === 13) throw new Error('query 13 is bad');
      return `separate ${query}`;
    },
    batchSize: 4,
    maxWaiting,
    maxWaitMs,
    now: () => now,
  });
  const passTime = (ms: number) => {
    now += ms;
  };
  const waitForBatch = async (n: number): Promise<SentBatch> => {
    await eventually(`request ${n}`, () => batches.length > n);
    return batches[n] as SentBatch;
  };
  return { batcher, batches, separate, waitForBatch, passTime };
}

/** Lets a few turns of the event loop pass, so that everything that can start has started. */
async function passTurns(): Promise<void> {
  for (let n = 0; n < 3; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

t.test(
  'queries of the same turn of the event loop share a request, and each gets its own result',
  async (t) => {
    const { batcher, batches, waitForBatch } = startBatcher();
    const results = Promise.allSettled([1, 2, 3].map((query) => batcher.run(query)));
    const failure = new Error('no');
    (await waitForBatch(0)).reply(['one', failure, 'three']);
    t.same(await results, [
      { status: 'fulfilled', value: 'one' },
      { status: 'rejected', reason: failure },
      { status: 'fulfilled', value: 'three' },
    ]);
    t.equal(batches.length, 1);
  },
);

t.test(
  'a lone query is sent at once, and the next queries are collected for a few milliseconds',
  async (t) => {
    const { batcher, batches, waitForBatch, passTime } = startBatcher();
    const first = batcher.run(1);
    await new Promise((resolve) => setImmediate(resolve));
    t.equal(batches.length, 1);
    batches[0]?.reply();
    t.equal(await first, '1');
    const later = [2, 3].map((query) => batcher.run(query));
    passTime(9);
    await passTurns();
    t.equal(batches.length, 1, 'they wait although no request is in progress');
    passTime(1);
    (await waitForBatch(1)).reply();
    t.same(await Promise.all(later), ['2', '3']);
  },
);

t.test('queries that arrive during a request are sent together after its reply', async (t) => {
  const { batcher, batches, waitForBatch, passTime } = startBatcher();
  const first = batcher.run(1);
  const firstBatch = await waitForBatch(0);
  const later = [2, 3].map((query) => batcher.run(query));
  passTime(19);
  await passTurns();
  t.equal(batches.length, 1, 'they wait');
  firstBatch.reply();
  const secondBatch = await waitForBatch(1);
  t.same(secondBatch.queries, [2, 3]);
  secondBatch.reply();
  t.same(await Promise.all([first, ...later]), ['1', '2', '3']);
});

t.test(
  'a full batch is sent at once, and a request without a reply delays the others only briefly',
  async (t) => {
    const { batcher, batches, waitForBatch, passTime } = startBatcher();
    const results = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((query) => batcher.run(query));
    await waitForBatch(1);
    t.same(
      batches.map(({ queries }) => queries),
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
    );
    passTime(20);
    t.same((await waitForBatch(2)).queries, [9], 'although neither request has a reply');
    for (const { reply } of batches) reply();
    t.equal((await Promise.all(results)).length, 9);
  },
);

t.test('at most four requests are in progress', async (t) => {
  const { batcher, batches, waitForBatch, passTime } = startBatcher();
  const results = Array.from({ length: 20 }, (_, query) => batcher.run(query));
  await waitForBatch(3);
  passTime(249);
  await passTurns();
  t.equal(batches.length, 4);
  batches[2]?.reply();
  (await waitForBatch(4)).reply();
  for (const { reply } of batches) reply();
  t.equal((await Promise.all(results)).length, 20);
});

t.test('requests without a reply for a while do not hold up later queries', async (t) => {
  const { batcher, batches, waitForBatch, passTime } = startBatcher({ maxWaiting: 400 });
  const results = Array.from({ length: 400 }, (_, query) => batcher.run(query));
  for (let n = 4; n <= 64; n += 4) {
    await waitForBatch(n - 1);
    await passTurns();
    t.equal(batches.length, n);
    passTime(250);
  }
  await passTurns();
  t.equal(batches.length, 64, 'their number is limited, too');
  for (let n = 0; n < 100; n += 1) (await waitForBatch(n)).reply();
  t.equal((await Promise.all(results)).length, 400);
});

t.test('a query whose result needs more time delays no other query', async (t) => {
  const { batcher, waitForBatch } = startBatcher();
  const [quick, slow, failing] = [1, 2, 3].map((query) => batcher.run(query));
  let finish = (_result: string) => {};
  const late = new Promise<string>((resolve) => {
    finish = resolve;
  });
  (await waitForBatch(0)).reply(['quick', late, Promise.reject(new Error('no'))]);
  t.equal(await quick, 'quick');
  await t.rejects(failing as Promise<string>, { message: 'no' });
  finish('late');
  t.equal(await slow, 'late');
});

t.test(
  'if nobody serves the batch request, or one query makes it fail, each query gets its own request',
  async (t) => {
    const unserved = new errors.RequestError('', { cause: new errors.NoRespondersError('kcs.api.x') });
    const forbidden = new errors.PermissionViolationError('no', 'publish', 'kcs.api.x');
    const batchErrors = [
      new ChatError('UNAVAILABLE', undefined, { cause: unserved }),
      new ChatError('UNAVAILABLE', undefined, {
        cause: new errors.RequestError('', { cause: forbidden }),
      }),
      new ChatError('UNAVAILABLE', undefined, { cause: forbidden }),
      new ChatError('VALIDATION_FAILED'),
      new Error('unexpected'),
    ];
    for (const error of batchErrors) {
      const { batcher, separate, waitForBatch } = startBatcher();
      const results = Promise.allSettled([1, 13].map((query) => batcher.run(query)));
      (await waitForBatch(0)).fail(error);
      t.match(await results, [{ value: 'separate 1' }, { reason: { message: 'query 13 is bad' } }]);
      t.same(separate, [1, 13]);
    }
  },
);

t.test('during an outage, all queries of a request fail without further requests', async (t) => {
  const { batcher, separate, waitForBatch } = startBatcher();
  const results = Promise.allSettled([1, 2].map((query) => batcher.run(query)));
  const timeout = new ChatError('UNAVAILABLE', undefined, { cause: new errors.TimeoutError() });
  (await waitForBatch(0)).fail(timeout);
  t.match(await results, [{ reason: timeout }, { reason: timeout }]);
  t.same(separate, []);
});

t.test(
  'a query fails if too many are waiting, if it has waited too long, or if its result is missing',
  async (t) => {
    const full = startBatcher({ maxWaiting: 1 });
    const accepted = full.batcher.run(1);
    await t.rejects(full.batcher.run(2), { code: 'UNAVAILABLE', retryAfterMs: 10_000 });
    (await full.waitForBatch(0)).reply([]);
    await t.rejects(accepted, { code: 'INTERNAL' });

    const impatient = startBatcher({ maxWaitMs: -1 });
    await t.rejects(impatient.batcher.run(1), { code: 'UNAVAILABLE' });
    t.same(impatient.batches, []);
  },
);
