import t from 'tap';
import { EventRecord } from '../../src/sockets/event-record.ts';

const acceptAny = () => true;

t.test(
  'next() returns each event once, oldest match first, including events received before the call',
  async (t) => {
    const record = new EventRecord();
    record.add('message', 1);
    record.add('message', 2);
    record.add('message', 3);
    t.equal(await record.next('message', (n: number) => n === 2, 100), 2);
    t.equal(await record.next('message', acceptAny, 100), 1);
    t.equal(await record.next('message', acceptAny, 100), 3);
    const pendingEvents = [
      record.next('message', (n: number) => n === 5, 1_000),
      record.next('message', acceptAny, 1_000),
    ];
    record.add('other', 5);
    record.add('message', 4);
    record.add('message', 5);
    t.same(await Promise.all(pendingEvents), [5, 4]);
    t.same(record.all('message'), [1, 2, 3, 4, 5]);
  },
);

t.test('two next() calls that wait for the same kind of event get one event each', async (t) => {
  const record = new EventRecord();
  const pendingEvents = [record.next('message', acceptAny, 1_000), record.next('message', acceptAny, 1_000)];
  record.add('message', 1);
  record.add('message', 2);
  t.same(await Promise.all(pendingEvents), [1, 2]);
});

t.test(
  'first() finds events that next() has returned, and next() still returns what first() found',
  async (t) => {
    const record = new EventRecord();
    record.add('message', 1);
    t.equal(await record.next('message', acceptAny, 100), 1);
    t.equal(await record.first('message', acceptAny, 100), 1);
    const laterEvent = record.first('message', (n: number) => n === 2, 1_000);
    record.add('message', 2);
    t.equal(await laterEvent, 2);
    t.equal(await record.next('message', acceptAny, 100), 2);
    t.match(record.entries, [
      { event: 'message', payload: 1 },
      { event: 'message', payload: 2 },
    ]);
  },
);

t.test('the timeout error of next() lists the events that were received instead', async (t) => {
  const record = new EventRecord();
  record.add('message', { seq: 1 });
  record.add('other', 'x'.repeat(1_000));
  const error = await record.next('message', (m: { seq: number }) => m.seq === 2, 20).catch((e: Error) => e);
  t.match(
    (error as Error).message,
    /No matching "message" event within 20 ms\. Received:\n.*message \{"seq":1\}\n.*other "xxx/,
  );
  t.ok((error as Error).message.length < 1_000);
});

t.test('next() rejects with an error that its condition throws', async (t) => {
  const record = new EventRecord();
  record.add('message', null);
  await t.rejects(
    record.next('message', (m: { seq: number }) => m.seq === 2, 1_000),
    TypeError,
  );
});
