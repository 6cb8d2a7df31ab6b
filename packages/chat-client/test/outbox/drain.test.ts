import t from 'tap';
import { due, failuresIn, finished, freshDrain, started, woken } from '../../src/outbox/drain.ts';
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
    const first = due(freshDrain, items, 0);
    t.same(ids(first.start), ['a1', 'b1']);
    let drain = first.start.reduce(started, freshDrain);
    t.same(due(drain, items, 0).start, []);
    drain = finished(drain, 'a', { kind: 'done' }, 0, 0);
    t.same(ids(due(drain, items.slice(1), 0).start), ['a2']);
  },
);

t.test('a refused message does not delay the messages after it', async (t) => {
  t.same(ids(due(freshDrain, [item('a1', 'a', 'failed'), item('a2', 'a')], 0).start), ['a2']);
});

t.test('a temporary failure delays only the messages of its room, longer with each failure', async (t) => {
  const items = [item('a1', 'a'), item('a2', 'a'), item('b1', 'b')];
  let drain = finished(started(freshDrain, item('a1', 'a')), 'a', later(), 1_000, 0.5);
  t.equal(failuresIn(drain, 'a'), 1);
  t.equal(failuresIn(drain, 'b'), 0);
  const first = due(drain, items, 1_000);
  t.same(ids(first.start), ['b1']);
  const wait = (first.lookAgainAt ?? 0) - 1_000;
  t.ok(wait > 0);
  t.same(ids(due(drain, items, 1_000 + wait).start), ['a1', 'b1']);
  drain = finished(drain, 'a', later(), 1_000, 0.5);
  t.ok((due(drain, items, 1_000).lookAgainAt ?? 0) - 1_000 > wait);
});

t.test("exceeding the user's rate limit pauses all rooms for as long as the server requests", async (t) => {
  const drain = finished(freshDrain, 'a', later(2_000, true), 0, 0);
  const { start, lookAgainAt } = due(drain, [item('a1', 'a'), item('b1', 'b')], 1_999);
  t.same(start, []);
  t.equal(lookAgainAt, 2_000);
  t.same(due(woken(drain), [item('b1', 'b')], 1_999).start, [], 'a new connection does not lift it');
});

t.test('a reconnect ends the waits between attempts, and sends no message twice', async (t) => {
  const drain = finished(freshDrain, 'a', later(), 0, 0.5);
  t.same(ids(due(woken(drain), [item('a1', 'a')], 0).start), ['a1']);
  const busy = woken(started(freshDrain, item('a1', 'a')));
  t.same(due(busy, [item('a1', 'a'), item('a2', 'a')], 0).start, []);
});

t.test('attempts become less frequent even if the server always requests a wait of one second', async (t) => {
  let drain = freshDrain;
  let now = 0;
  for (let n = 0; n < 40; n += 1) {
    drain = finished(drain, 'a', later(1_000), now, 0.5);
    now = due(drain, [item('a1', 'a')], now).lookAgainAt ?? now;
  }
  drain = finished(drain, 'a', later(1_000), now, 0.5);
  const wait = (due(drain, [item('a1', 'a')], now).lookAgainAt ?? 0) - now;
  t.ok(wait > 10_000, `${wait} ms`);
});

t.test('at most four rooms send at the same time', async (t) => {
  const items = Array.from({ length: 20 }, (_, n) => item(`${n}`, `room ${n}`));
  const { start } = due(freshDrain, items, 0);
  t.equal(start.length, 4);
  t.same(due(start.reduce(started, freshDrain), items, 0).start, []);
});
