import t from 'tap';
import { findDueItems } from '../../src/outbox/find-due-items.ts';
import type { OutboxItem } from '../../src/outbox/outbox.ts';
import {
  allowRetriesNow,
  countFailures,
  initialSendState,
  recordSendResult,
  recordSendStart,
} from '../../src/outbox/send-state.ts';
import { buildOutboxItem } from '../support/samples.ts';

const createItemInRoom = (clientMsgId: string, roomId: string, state: OutboxItem['state'] = 'waiting') =>
  buildOutboxItem(clientMsgId, { roomId, state });
const listClientMsgIds = (items: readonly OutboxItem[]) => items.map(({ clientMsgId }) => clientMsgId);
const createRetryLaterResult = (retryAfterMs?: number, limited = false) => ({
  kind: 'later' as const,
  retryAfterMs,
  limited,
});

t.test(
  'each room sends its first waiting message, and sends the next one only after that attempt has ended',
  async (t) => {
    const items = [createItemInRoom('a1', 'a'), createItemInRoom('a2', 'a'), createItemInRoom('b1', 'b')];
    const dueItemsAtStart = findDueItems(initialSendState, items, 0);
    t.same(listClientMsgIds(dueItemsAtStart.toSend), ['a1', 'b1']);
    let sendState = dueItemsAtStart.toSend.reduce(recordSendStart, initialSendState);
    t.same(findDueItems(sendState, items, 0).toSend, []);
    sendState = recordSendResult(sendState, 'a', { kind: 'done' }, 0, 0);
    t.same(listClientMsgIds(findDueItems(sendState, items.slice(1), 0).toSend), ['a2']);
  },
);

t.test('a refused message does not delay the messages after it', async (t) => {
  t.same(
    listClientMsgIds(
      findDueItems(initialSendState, [createItemInRoom('a1', 'a', 'failed'), createItemInRoom('a2', 'a')], 0)
        .toSend,
    ),
    ['a2'],
  );
});

t.test(
  'a temporary failure delays only the messages of its room, and each further failure delays them longer',
  async (t) => {
    const items = [createItemInRoom('a1', 'a'), createItemInRoom('a2', 'a'), createItemInRoom('b1', 'b')];
    let sendState = recordSendResult(
      recordSendStart(initialSendState, createItemInRoom('a1', 'a')),
      'a',
      createRetryLaterResult(),
      1_000,
      0.5,
    );
    t.equal(countFailures(sendState, 'a'), 1);
    t.equal(countFailures(sendState, 'b'), 0);
    const dueItemsAfterFailure = findDueItems(sendState, items, 1_000);
    t.same(listClientMsgIds(dueItemsAfterFailure.toSend), ['b1']);
    const waitMs = (dueItemsAfterFailure.checkAgainAt ?? 0) - 1_000;
    t.ok(waitMs > 0);
    t.same(listClientMsgIds(findDueItems(sendState, items, 1_000 + waitMs).toSend), ['a1', 'b1']);
    sendState = recordSendResult(sendState, 'a', createRetryLaterResult(), 1_000, 0.5);
    t.ok((findDueItems(sendState, items, 1_000).checkAgainAt ?? 0) - 1_000 > waitMs);
  },
);

t.test("exceeding the user's rate limit pauses all rooms for as long as the server requests", async (t) => {
  const sendState = recordSendResult(initialSendState, 'a', createRetryLaterResult(2_000, true), 0, 0);
  const { toSend, checkAgainAt } = findDueItems(
    sendState,
    [createItemInRoom('a1', 'a'), createItemInRoom('b1', 'b')],
    1_999,
  );
  t.same(toSend, []);
  t.equal(checkAgainAt, 2_000);
  t.same(
    findDueItems(allowRetriesNow(sendState), [createItemInRoom('b1', 'b')], 1_999).toSend,
    [],
    'a new connection does not lift it',
  );
});

t.test('a reconnect ends the waits between attempts, and sends no message twice', async (t) => {
  const sendState = recordSendResult(initialSendState, 'a', createRetryLaterResult(), 0, 0.5);
  t.same(
    listClientMsgIds(findDueItems(allowRetriesNow(sendState), [createItemInRoom('a1', 'a')], 0).toSend),
    ['a1'],
  );
  const stateWhileSending = allowRetriesNow(recordSendStart(initialSendState, createItemInRoom('a1', 'a')));
  t.same(
    findDueItems(stateWhileSending, [createItemInRoom('a1', 'a'), createItemInRoom('a2', 'a')], 0).toSend,
    [],
  );
});

t.test('attempts to send become rarer even if the server always requests a one-second wait', async (t) => {
  let sendState = initialSendState;
  let now = 0;
  for (let n = 0; n < 40; n += 1) {
    sendState = recordSendResult(sendState, 'a', createRetryLaterResult(1_000), now, 0.5);
    now = findDueItems(sendState, [createItemInRoom('a1', 'a')], now).checkAgainAt ?? now;
  }
  sendState = recordSendResult(sendState, 'a', createRetryLaterResult(1_000), now, 0.5);
  const waitMs = (findDueItems(sendState, [createItemInRoom('a1', 'a')], now).checkAgainAt ?? 0) - now;
  t.ok(waitMs > 10_000, `${waitMs} ms`);
});
