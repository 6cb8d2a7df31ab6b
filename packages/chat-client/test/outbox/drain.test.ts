import t from 'tap';
import {
  allowRetriesNow,
  countFailures,
  findDueItems,
  initialSendState,
  recordSendResult,
  recordSendStart,
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
    const first = findDueItems(initialSendState, items, 0);
    t.same(ids(first.toSend), ['a1', 'b1']);
    let drain = first.toSend.reduce(recordSendStart, initialSendState);
    t.same(findDueItems(drain, items, 0).toSend, []);
    drain = recordSendResult(drain, 'a', { kind: 'done' }, 0, 0);
    t.same(ids(findDueItems(drain, items.slice(1), 0).toSend), ['a2']);
  },
);

t.test('a refused message does not delay the messages after it', async (t) => {
  t.same(ids(findDueItems(initialSendState, [item('a1', 'a', 'failed'), item('a2', 'a')], 0).toSend), ['a2']);
});

t.test('a temporary failure delays only the messages of its room, longer with each failure', async (t) => {
  const items = [item('a1', 'a'), item('a2', 'a'), item('b1', 'b')];
  let drain = recordSendResult(recordSendStart(initialSendState, item('a1', 'a')), 'a', later(), 1_000, 0.5);
  t.equal(countFailures(drain, 'a'), 1);
  t.equal(countFailures(drain, 'b'), 0);
  const first = findDueItems(drain, items, 1_000);
  t.same(ids(first.toSend), ['b1']);
  const wait = (first.checkAgainAt ?? 0) - 1_000;
  t.ok(wait > 0);
  t.same(ids(findDueItems(drain, items, 1_000 + wait).toSend), ['a1', 'b1']);
  drain = recordSendResult(drain, 'a', later(), 1_000, 0.5);
  t.ok((findDueItems(drain, items, 1_000).checkAgainAt ?? 0) - 1_000 > wait);
});

t.test("exceeding the user's rate limit pauses all rooms for as long as the server requests", async (t) => {
  const drain = recordSendResult(initialSendState, 'a', later(2_000, true), 0, 0);
  const { toSend, checkAgainAt } = findDueItems(drain, [item('a1', 'a'), item('b1', 'b')], 1_999);
  t.same(toSend, []);
  t.equal(checkAgainAt, 2_000);
  t.same(
    findDueItems(allowRetriesNow(drain), [item('b1', 'b')], 1_999).toSend,
    [],
    'a new connection does not lift it',
  );
});

t.test('a reconnect ends the waits between attempts, and sends no message twice', async (t) => {
  const drain = recordSendResult(initialSendState, 'a', later(), 0, 0.5);
  t.same(ids(findDueItems(allowRetriesNow(drain), [item('a1', 'a')], 0).toSend), ['a1']);
  const busy = allowRetriesNow(recordSendStart(initialSendState, item('a1', 'a')));
  t.same(findDueItems(busy, [item('a1', 'a'), item('a2', 'a')], 0).toSend, []);
});

t.test('attempts become less frequent even if the server always requests a wait of one second', async (t) => {
  let drain = initialSendState;
  let now = 0;
  for (let n = 0; n < 40; n += 1) {
    drain = recordSendResult(drain, 'a', later(1_000), now, 0.5);
    now = findDueItems(drain, [item('a1', 'a')], now).checkAgainAt ?? now;
  }
  drain = recordSendResult(drain, 'a', later(1_000), now, 0.5);
  const wait = (findDueItems(drain, [item('a1', 'a')], now).checkAgainAt ?? 0) - now;
  t.ok(wait > 10_000, `${wait} ms`);
});

t.test('at most four rooms send at the same time', async (t) => {
  const items = Array.from({ length: 20 }, (_, n) => item(`${n}`, `room ${n}`));
  const { toSend } = findDueItems(initialSendState, items, 0);
  t.equal(toSend.length, 4);
  t.same(findDueItems(toSend.reduce(recordSendStart, initialSendState), items, 0).toSend, []);
});
