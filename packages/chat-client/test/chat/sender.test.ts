import t from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import { createSender } from '../../src/chat/sender.ts';
import { memoryOutbox } from '../../src/outbox/memory-outbox.ts';
import { buildMessage, buildOutboxItem, buildRoom, MY_USER_ID, ROOM_ID } from '../support/samples.ts';
import { createTestContext, type StandInDependencies } from '../support/test-context.ts';

function createTestSender(parts: StandInDependencies) {
  const clientParts = createTestContext(parts);
  const outbox = memoryOutbox();
  const caughtUpHeads: number[] = [];
  const sender = createSender(
    clientParts.context,
    outbox,
    async (_roomId, head) => void caughtUpHeads.push(head),
  );
  const listPendingStates = () => clientParts.store.get().pending[ROOM_ID]?.map(({ state }) => state) ?? [];
  return { ...clientParts, outbox, sender, fetched: caughtUpHeads, pending: listPendingStates };
}

t.test('a message is shown at once and sent with its clientMsgId', async (t) => {
  const sentRequests: unknown[] = [];
  const { sender, time, pending, store } = createTestSender({
    api: {
      send: async (_roomId, body) => {
        sentRequests.push(body);
        return buildMessage(11, { client_msg_id: body.client_msg_id ?? null });
      },
    },
  });
  const sendPromise = sender.send(ROOM_ID, { content: 'hello' });
  t.same(pending(), ['saving']);
  const clientMsgId = await sendPromise;
  await time.run(0);
  t.match(sentRequests, [{ content: 'hello', client_msg_id: clientMsgId }]);
  t.match(store.get().pending[ROOM_ID], [{ state: 'sent', seq: 11 }]);
});

t.test('if the event of a stored message does not arrive, the event is fetched', async (t) => {
  const { sender, time, fetched } = createTestSender({ api: { send: async () => buildMessage(11) } });
  await sender.send(ROOM_ID, { content: 'hello' });
  await time.run(5_000);
  t.same(fetched, [11]);
});

t.test('every second attempt to send uses REST, because the socket may be blocked', async (t) => {
  const attemptedTransports: string[] = [];
  const { sender, time } = createTestSender({
    api: {
      send: async () => {
        attemptedTransports.push('rest');
        return buildMessage(11);
      },
    },
    link: {
      request: async () => {
        attemptedTransports.push('socket');
        throw createUnreachableError();
      },
    },
  });
  await sender.send(ROOM_ID, { content: 'hello' });
  await time.run(10_000);
  t.same(attemptedTransports, ['socket', 'rest']);
});

t.test('a refused message is emitted and can be sent again or discarded', async (t) => {
  const errorsToThrow = [new ApiError('FORBIDDEN', 'No.'), new ApiError('FORBIDDEN', 'No.')];
  const { sender, time, pending, emitted, outbox } = createTestSender({
    api: {
      send: async () => {
        throw errorsToThrow.shift() ?? createUnreachableError();
      },
    },
  });
  const clientMsgId = await sender.send(ROOM_ID, { content: 'hello' });
  await time.run(0);
  t.match(emitted, [['message-refused', { item: { clientMsgId }, error: { code: 'FORBIDDEN' } }]]);
  t.same(pending(), ['failed']);
  await sender.sendAgain(clientMsgId);
  await time.run(0);
  t.equal(emitted.length, 2);
  await sender.discard(ROOM_ID, clientMsgId);
  t.same(pending(), []);
  t.same(await outbox.list(), []);
});

t.test('a message to a room that the user can no longer see stays in the state `failed`', async (t) => {
  const { sender, time, outbox, emitted } = createTestSender({
    api: {
      send: async () => {
        throw new ApiError('ROOM_NOT_FOUND', 'No such room.');
      },
    },
  });
  await sender.send(ROOM_ID, { content: 'hello' });
  await time.run(0);
  t.match(emitted, [['message-refused', {}]]);
  t.match(await outbox.list(), [{ body: { content: 'hello' }, state: 'failed', problem: 'No such room.' }]);
});

t.test('a message that the outbox cannot save stays on screen until saving succeeds', async (t) => {
  const { sender, outbox, pending, store } = createTestSender({});
  const { add } = outbox;
  outbox.add = async () => {
    throw new Error('The disk is full.');
  };
  await t.rejects(sender.send(ROOM_ID, { content: 'hello' }), {
    message: /could not be saved on this device/,
  });
  t.same(pending(), ['unsaved']);
  outbox.add = add;
  await sender.sendAgain(store.get().pending[ROOM_ID]?.[0]?.clientMsgId ?? '');
  t.equal((await outbox.list()).length, 1);
});

t.test(
  'messages that another client queued are shown, and messages in the timeline are removed from the outbox',
  async (t) => {
    const { time, outbox, pending, store } = createTestSender({
      api: {
        send: async () => {
          throw createUnreachableError();
        },
      },
    });
    await outbox.add(buildOutboxItem('other'));
    await time.run(0);
    t.same(pending().length, 1);
    store.dispatch({ type: 'discarded', roomId: ROOM_ID, clientMsgId: 'other' });
    await time.run(0);
    t.same(await outbox.list(), []);
  },
);

t.test('a rewritten message replaces the text that the server has already stored', async (t) => {
  const storedTexts: string[] = [];
  const editRequests: unknown[] = [];
  let isResponseLost = true;
  const { sender, time, pending, store, outbox } = createTestSender({
    api: {
      send: async (_roomId, { content, client_msg_id = null }) => {
        if (storedTexts.length === 0) storedTexts.push(content);
        if (isResponseLost) throw createUnreachableError();
        return buildMessage(11, { content: storedTexts[0] ?? null, client_msg_id });
      },
      edit: async (id, content) => {
        editRequests.push([id, content]);
        storedTexts[0] = content;
        return buildMessage(11, { content });
      },
    },
  });
  const clientMsgId = await sender.send(ROOM_ID, { content: 'old text' });
  await time.run(0);
  t.same(pending(), ['waiting']);
  await sender.discard(ROOM_ID, clientMsgId);
  await sender.send(ROOM_ID, { content: 'new text', rewrites: clientMsgId });
  store.dispatch({
    type: 'room-reset',
    room: buildRoom(),
    page: { messages: [createOwnMessage(clientMsgId, 'old text')], hasOlder: false, hasNewer: false },
    events: [],
    sequence: store.get().rooms[ROOM_ID]?.sequence as never,
  });
  t.same(store.get().pending[ROOM_ID]?.[0]?.body.content, 'new text', 'the event of the old text keeps it');
  isResponseLost = false;
  await time.run(10_000);
  t.same(storedTexts, ['new text']);
  t.equal(editRequests.length, 1);
  t.same(await outbox.list(), []);
});

t.test('a message that is rewritten while it is being sent is sent again with the new text', async (t) => {
  const sentTexts: string[] = [];
  let releaseFirstResponse = () => {};
  const firstResponseReleasePromise = new Promise<void>((resolve) => {
    releaseFirstResponse = resolve;
  });
  const { sender, time, outbox } = createTestSender({
    api: {
      send: async (_roomId, { content, client_msg_id = null }) => {
        sentTexts.push(content);
        if (sentTexts.length === 1) await firstResponseReleasePromise;
        return buildMessage(11, { content: 'old text', client_msg_id });
      },
      edit: async (_id, content) => buildMessage(11, { content }),
    },
  });
  const clientMsgId = await sender.send(ROOM_ID, { content: 'old text' });
  await time.run(0);
  await sender.discard(ROOM_ID, clientMsgId);
  await time.run(1);
  await sender.send(ROOM_ID, { content: 'new text', rewrites: clientMsgId });
  releaseFirstResponse();
  await time.run(1_000);
  t.same(sentTexts, ['old text', 'new text']);
  t.same(await outbox.list(), []);
});

t.test(
  'a message that the user rewrote is sent under another id if the stored message with the old text was deleted',
  async (t) => {
    const sentMessageIds: unknown[] = [];
    const { sender, time, outbox } = createTestSender({
      api: {
        send: async (_roomId, { content, client_msg_id = null }) => {
          sentMessageIds.push(client_msg_id);
          return buildMessage(11, { content: sentMessageIds.length === 1 ? null : content, client_msg_id });
        },
      },
    });
    await sender.send(ROOM_ID, { content: 'new text', rewrites: 'a' });
    await time.run(0);
    t.same(sentMessageIds, ['a', 'a.2']);
    t.same(await outbox.list(), []);
  },
);

const createOwnMessage = (client_msg_id: string, content: string) =>
  buildMessage(11, { client_msg_id, content, sender_id: MY_USER_ID });
