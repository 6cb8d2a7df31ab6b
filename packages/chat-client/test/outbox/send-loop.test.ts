import t, { type Test } from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import { memoryOutbox } from '../../src/outbox/memory-outbox.ts';
import type { OutboxItem } from '../../src/outbox/outbox.ts';
import { startSendLoop } from '../../src/outbox/send-loop.ts';
import { Stop } from '../../src/time/stop.ts';
import { buildMessage, buildOutboxItem } from '../support/samples.ts';
import { VirtualTime } from '../support/virtual-time.ts';

/**
 * Starts a send loop with a memory outbox. `respond` returns the error of each attempt, or undefined if the server
 * stores the message.
 */
function startTestSendLoop(
  t: Test,
  respond: (item: OutboxItem, attempt: number) => ApiError | undefined = () => undefined,
) {
  const virtualTime = new VirtualTime(1);
  const sendLoopStop = new Stop();
  t.teardown(sendLoopStop.stop);
  const outbox = memoryOutbox();
  const sendLoopLog: string[] = [];
  const createCallRecorder = (name: string) => (item: OutboxItem) =>
    void sendLoopLog.push(`${name} ${item.clientMsgId}`);
  const sendLoop = startSendLoop(
    {
      outbox,
      time: virtualTime,
      stopped: sendLoopStop,
      async send(item, attempt) {
        const attemptError = respond(item, attempt);
        if (attemptError) throw attemptError;
        return buildMessage(7);
      },
    },
    {
      onSending: createCallRecorder('sending'),
      onDelayed: createCallRecorder('delayed'),
      onStored: createCallRecorder('stored'),
      onRefused: createCallRecorder('refused'),
      onOutboxError: () => void sendLoopLog.push('outbox error'),
    },
  );
  return { time: virtualTime, stopped: sendLoopStop, outbox, log: sendLoopLog, sendLoop };
}

t.test(
  'a stored message is removed from the outbox, and every client of the outbox receives its seq',
  async (t) => {
    const { time, outbox, log } = startTestSendLoop(t);
    const outboxChanges: unknown[] = [];
    outbox.subscribe((change) => outboxChanges.push(change));
    await outbox.add(buildOutboxItem('a'));
    await time.run(0);
    t.same(log, ['sending a', 'stored a']);
    t.same(await outbox.list(), []);
    t.match(outboxChanges, [
      { type: 'changed' },
      { type: 'stored', clientMsgId: 'a', seq: 7 },
      { type: 'changed' },
    ]);
  },
);

t.test('a refused message stays in the outbox with the state `failed` and the reason', async (t) => {
  const { time, outbox, log } = startTestSendLoop(
    t,
    () => new ApiError('FORBIDDEN', 'You may not write here.'),
  );
  await outbox.add(buildOutboxItem('a'));
  await time.run(0);
  t.same(log, ['sending a', 'refused a']);
  t.match(await outbox.list(), [{ state: 'failed', problem: 'You may not write here.' }]);
});

t.test('a message is retried without limit as long as its failure may be temporary', async (t) => {
  const { time, outbox, log } = startTestSendLoop(t, (_item, attempt) =>
    attempt < 20 ? createUnreachableError() : undefined,
  );
  await outbox.add(buildOutboxItem('a'));
  await time.run(600_000);
  t.equal(log.filter((line) => line === 'delayed a').length, 20);
  t.equal(log.at(-1), 'stored a');
});

t.test('unsent messages are kept while the user is logged out', async (t) => {
  const { time, outbox, log } = startTestSendLoop(t, () => new ApiError('UNAUTHENTICATED', 'Log in again.'));
  await outbox.add(buildOutboxItem('a'));
  await time.run(600_000);
  t.notOk(log.includes('refused a'));
  t.match(await outbox.list(), [{ state: 'waiting' }]);
});

t.test('a message is marked as failed after repeated internal server errors', async (t) => {
  const { time, outbox, log } = startTestSendLoop(t, () => new ApiError('INTERNAL', 'Something went wrong.'));
  await outbox.add(buildOutboxItem('a'));
  await time.run(600_000);
  t.equal(log.filter((line) => line === 'delayed a').length, 9);
  t.equal(log.at(-1), 'refused a');
});

t.test('waking the send loop immediately sends the messages that wait for a retry', async (t) => {
  let isServerUp = false;
  const { time, outbox, log, sendLoop } = startTestSendLoop(t, () =>
    isServerUp ? undefined : createUnreachableError(),
  );
  await outbox.add(buildOutboxItem('a'));
  await time.run(300_000);
  isServerUp = true;
  sendLoop.wake();
  await time.run(0);
  t.equal(log.at(-1), 'stored a');
});

t.test('a stopped send loop sends no more messages', async (t) => {
  const { time, outbox, log, stopped } = startTestSendLoop(t);
  stopped.stop();
  await outbox.add(buildOutboxItem('a'));
  await time.run(60_000);
  t.same(log, []);
});

t.test('a failure to read the outbox is reported, and reading is retried', async (t) => {
  const { time, outbox, log } = startTestSendLoop(t);
  const { list } = outbox;
  outbox.list = async () => {
    outbox.list = list;
    throw new Error('The storage is not available.');
  };
  await outbox.add(buildOutboxItem('a'));
  await time.run(60_000);
  t.same(log, ['outbox error', 'sending a', 'stored a']);
});
