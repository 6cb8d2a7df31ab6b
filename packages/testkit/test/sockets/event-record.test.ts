import t from 'tap';
import { EventRecorder } from '../../src/sockets/event-record.ts';

const acceptAnyPayload = () => true;

t.test(
  'next() returns each event once, oldest match first, including events received before the call',
  async (t) => {
    const eventRecorder = new EventRecorder();
    eventRecorder.add('message', 1);
    eventRecorder.add('message', 2);
    eventRecorder.add('message', 3);
    t.equal(await eventRecorder.next('message', (n: number) => n === 2, 100), 2);
    t.equal(await eventRecorder.next('message', acceptAnyPayload, 100), 1);
    t.equal(await eventRecorder.next('message', acceptAnyPayload, 100), 3);
    const pendingEvents = [
      eventRecorder.next('message', (n: number) => n === 5, 1_000),
      eventRecorder.next('message', acceptAnyPayload, 1_000),
    ];
    eventRecorder.add('other', 5);
    eventRecorder.add('message', 4);
    eventRecorder.add('message', 5);
    t.same(await Promise.all(pendingEvents), [5, 4]);
    t.same(eventRecorder.all('message'), [1, 2, 3, 4, 5]);
  },
);

t.test('two next() calls that wait for the same kind of event get one event each', async (t) => {
  const eventRecorder = new EventRecorder();
  const pendingEvents = [
    eventRecorder.next('message', acceptAnyPayload, 1_000),
    eventRecorder.next('message', acceptAnyPayload, 1_000),
  ];
  eventRecorder.add('message', 1);
  eventRecorder.add('message', 2);
  t.same(await Promise.all(pendingEvents), [1, 2]);
});

t.test(
  'first() finds events that next() has returned, and next() still returns what first() found',
  async (t) => {
    const eventRecorder = new EventRecorder();
    eventRecorder.add('message', 1);
    t.equal(await eventRecorder.next('message', acceptAnyPayload, 100), 1);
    t.equal(await eventRecorder.first('message', acceptAnyPayload, 100), 1);
    const pendingLaterEvent = eventRecorder.first('message', (n: number) => n === 2, 1_000);
    eventRecorder.add('message', 2);
    t.equal(await pendingLaterEvent, 2);
    t.equal(await eventRecorder.next('message', acceptAnyPayload, 100), 2);
    t.match(eventRecorder.entries, [
      { event: 'message', payload: 1 },
      { event: 'message', payload: 2 },
    ]);
  },
);

t.test('the timeout error of next() lists the events that were received instead', async (t) => {
  const eventRecorder = new EventRecorder();
  eventRecorder.add('message', { seq: 1 });
  eventRecorder.add('other', 'x'.repeat(1_000));
  const timeoutError = await eventRecorder
    .next('message', (m: { seq: number }) => m.seq === 2, 20)
    .catch((e: Error) => e);
  t.match(
    (timeoutError as Error).message,
    /No matching "message" event within 20 ms\. Received:\n.*message \{"seq":1\}\n.*other "xxx/,
  );
  t.ok((timeoutError as Error).message.length < 1_000);
});

t.test('next() rejects with an error that its condition throws', async (t) => {
  const eventRecorder = new EventRecorder();
  eventRecorder.add('message', null);
  await t.rejects(
    eventRecorder.next('message', (m: { seq: number }) => m.seq === 2, 1_000),
    TypeError,
  );
});
