import t from 'tap';
import { due, finished, freshDrain, started, woken } from '../../src/outbox/drain.ts';
import type { OutboxItem } from '../../src/outbox/outbox.ts';

const item = (clientMsgId: string, roomId: string, state: OutboxItem['state'] = 'waiting'): OutboxItem => ({
  clientMsgId,
  roomId,
  body: { content: 'x' },
  replyTo: null,
  createdAt: '',
  state,
  problem: null,
});
const named = (items: readonly OutboxItem[]) => items.map(({ clientMsgId }) => clientMsgId);
const later = (retryAfterMs?: number, limited = false) => ({ kind: 'later' as const, retryAfterMs, limited });

t.test('of each room the first that waits is sent, and the next only when it is done', async (t) => {
  const items = [item('a1', 'a'), item('a2', 'a'), item('b1', 'b')];
  const first = due(freshDrain, items, 0);
  t.same(named(first.start), ['a1', 'b1']);
  let drain = first.start.reduce(started, freshDrain);
  t.same(due(drain, items, 0).start, []);
  drain = finished(drain, 'a', { kind: 'done' }, 0, 0);
  t.same(named(due(drain, items.slice(1), 0).start), ['a2']);
});

t.test('one that failed for good does not hold up the others', async (t) => {
  t.same(named(due(freshDrain, [item('a1', 'a', 'failed'), item('a2', 'a')], 0).start), ['a2']);
});

t.test(
  'one that failed for now holds up its room until its time, longer each time, and no other room',
  async (t) => {
    const items = [item('a1', 'a'), item('a2', 'a'), item('b1', 'b')];
    let drain = finished(started(freshDrain, item('a1', 'a')), 'a', later(), 1_000, 0.5);
    const first = due(drain, items, 1_000);
    t.same(named(first.start), ['b1']);
    const wait = (first.lookAgainAt ?? 0) - 1_000;
    t.ok(wait > 0);
    t.same(named(due(drain, items, 1_000 + wait).start), ['a1', 'b1']);
    drain = finished(drain, 'a', later(), 1_000, 0.5);
    t.ok((due(drain, items, 1_000).lookAgainAt ?? 0) - 1_000 > wait);
  },
);

t.test('a limit of the user holds up every room for as long as the server says', async (t) => {
  const drain = finished(freshDrain, 'a', later(2_000, true), 0, 0);
  const { start, lookAgainAt } = due(drain, [item('a1', 'a'), item('b1', 'b')], 1_999);
  t.same(start, []);
  t.equal(lookAgainAt, 2_000);
  t.same(due(woken(drain), [item('b1', 'b')], 1_999).start, [], 'a new connection does not lift it');
});

t.test('a new connection ends the waiting', async (t) => {
  const drain = finished(freshDrain, 'a', later(), 0, 0.5);
  t.same(named(due(woken(drain), [item('a1', 'a')], 0).start), ['a1']);
  const busy = woken(started(freshDrain, item('a1', 'a')));
  t.same(due(busy, [item('a1', 'a'), item('a2', 'a')], 0).start, [], 'what is on its way is not sent again');
});

t.test('a server that names one second for minutes is asked less and less often all the same', async (t) => {
  let drain = freshDrain;
  let now = 0;
  for (let n = 0; n < 40; n += 1) {
    drain = finished(drain, 'a', later(1_000), now, 0.5);
    now = due(drain, [item('a1', 'a')], now).lookAgainAt ?? now;
  }
  const wait =
    (due(finished(drain, 'a', later(1_000), now, 0.5), [item('a1', 'a')], now).lookAgainAt ?? 0) - now;
  t.ok(wait > 10_000, `${wait} ms`);
});

t.test('not more rooms at once than the server likes', async (t) => {
  const items = Array.from({ length: 20 }, (_, n) => item(`${n}`, `room ${n}`));
  const { start } = due(freshDrain, items, 0);
  t.equal(start.length, 4);
  t.same(due(start.reduce(started, freshDrain), items, 0).start, []);
});
