import t from 'tap';
import {
  drainAfterReconnect,
  dueItems,
  failuresIn,
  initialDrain,
  sendFinished,
  sendStarted,
} from '../../src/outbox/drain.ts';
import type { OutboxItem } from '../../src/outbox/outbox.ts';
import { itemOf } from '../support/samples.ts';

const item = (clientMsgId: string, roomId: string, state: OutboxItem['state'] = 'waiting') =>
  itemOf(clientMsgId, { roomId, state });
const ids = (items: readonly OutboxItem[]) => items.map(({ clientMsgId }) => clientMsgId);
const later = (retryAfterMs?: number, limited = false) => ({ kind: 'later' as const, retryAfterMs, limited });

t.test(
  'each room sends its first waiting message, and the next one only when that attempt has ended',
  async (t) => {
    const items = [item('a1', 'a'), item('a2', 'a'), item('b1', 'b')];
    const first = dueItems(initialDrain, items, 0);
    t.same(ids(first.toSend), ['a1', 'b1']);
    let drain = first.toSend.reduce(sendStarted, initialDrain);
    t.same(dueItems(drain, items, 0).toSend, []);
    drain = sendFinished(drain, 'a', { kind: 'done' }, 0, 0);
    t.same(ids(dueItems(drain, items.slice(1), 0).toSend), ['a2']);
  },
);

t.test('a refused message does not delay the messages after it', async (t) => {
  t.same(ids(dueItems(initialDrain, [item('a1', 'a', 'failed'), item('a2', 'a')], 0).toSend), ['a2']);
});

t.test('a temporary failure delays only the messages of its room, longer with each failure', async (t) => {
  const items = [item('a1', 'a'), item('a2', 'a'), item('b1', 'b')];
  let drain = sendFinished(sendStarted(initialDrain, item('a1', 'a')), 'a', later(), 1_000, 0.5);
  t.equal(failuresIn(drain, 'a'), 1);
  t.equal(failuresIn(drain, 'b'), 0);
  const first = dueItems(drain, items, 1_000);
  t.same(ids(first.toSend), ['b1']);
  const wait = (first.checkAgainAt ?? 0) - 1_000;
  t.ok(wait > 0);
  t.same(ids(dueItems(drain, items, 1_000 + wait).toSend), ['a1', 'b1']);
  drain = sendFinished(drain, 'a', later(), 1_000, 0.5);
  t.ok((dueItems(drain, items, 1_000).checkAgainAt ?? 0) - 1_000 > wait);
});

t.test("exceeding the user's rate limit pauses all rooms for as long as the server requests", async (t) => {
  const drain = sendFinished(initialDrain, 'a', later(2_000, true), 0, 0);
  const { toSend, checkAgainAt } = dueItems(drain, [item('a1', 'a'), item('b1', 'b')], 1_999);
  t.same(toSend, []);
  t.equal(checkAgainAt, 2_000);
  t.same(
    dueItems(drainAfterReconnect(drain), [item('b1', 'b')], 1_999).toSend,
    [],
    'a new connection does not lift it',
  );
});

t.test('a reconnect ends the waits between attempts, and sends no message twice', async (t) => {
  const drain = sendFinished(initialDrain, 'a', later(), 0, 0.5);
  t.same(ids(dueItems(drainAfterReconnect(drain), [item('a1', 'a')], 0).toSend), ['a1']);
  const busy = drainAfterReconnect(sendStarted(initialDrain, item('a1', 'a')));
  t.same(dueItems(busy, [item('a1', 'a'), item('a2', 'a')], 0).toSend, []);
});

t.test('attempts become less frequent even if the server always requests a wait of one second', async (t) => {
  let drain = initialDrain;
  let now = 0;
  for (let n = 0; n < 40; n += 1) {
    drain = sendFinished(drain, 'a', later(1_000), now, 0.5);
    now = dueItems(drain, [item('a1', 'a')], now).checkAgainAt ?? now;
  }
  drain = sendFinished(drain, 'a', later(1_000), now, 0.5);
  const wait = (dueItems(drain, [item('a1', 'a')], now).checkAgainAt ?? 0) - now;
  t.ok(wait > 10_000, `${wait} ms`);
});

t.test('at most four rooms send at the same time', async (t) => {
  const items = Array.from({ length: 20 }, (_, n) => item(`${n}`, `room ${n}`));
  const { toSend } = dueItems(initialDrain, items, 0);
  t.equal(toSend.length, 4);
  t.same(dueItems(toSend.reduce(sendStarted, initialDrain), items, 0).toSend, []);
});
