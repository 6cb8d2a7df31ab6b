import t, { type Test } from 'tap';
import { getRoomTitle } from '../../src/index.ts';
import { listMessageTexts, startRealClient, waitUntil, waitUntilCaughtUp } from '../support/real-client.ts';
import { getSharedSystem } from './shared-system.ts';

const runningSystem = await getSharedSystem();

/** Starts connected clients of Ada and Bob who share a room, and opens the room on both clients. */
async function startClientPair(t: Test) {
  const [ada, bob] = await Promise.all([
    runningSystem.user({ name: 'Ada' }),
    runningSystem.user({ name: 'Bob' }),
  ]);
  const room = await runningSystem.room({ owner: ada, members: [bob] });
  const [a, b] = await Promise.all([
    startRealClient(t, runningSystem, ada),
    startRealClient(t, runningSystem, bob),
  ]);
  await Promise.all([waitUntilCaughtUp(a), waitUntilCaughtUp(b)]);
  await Promise.all([a.open(room.id), b.open(room.id)]);
  return { ada, bob, room, a, b };
}

t.test(
  'messages, edits, deletions, reactions, receipts, typing, and presence reach the other user',
  async (t) => {
    const { ada, bob, room, a, b } = await startClientPair(t);

    const clientMsgId = await a.send(room.id, { content: 'first' });
    t.equal(a.getState().pending[room.id]?.[0]?.clientMsgId ?? clientMsgId, clientMsgId, 'shown at once');
    await waitUntil(b, 'the message', () => listMessageTexts(b, room.id).includes('first'));
    await waitUntil(a, 'its confirmation', (state) => state.pending[room.id] === undefined);
    const message = b.getState().timelines[room.id]?.messages[0];
    t.equal(message?.client_msg_id, clientMsgId);
    t.equal(b.getState().rooms[room.id]?.summary.unread_count, 1);

    await b.send(room.id, {
      content: 'a reply',
      replyTo: { id: message?.id ?? '', sender_name: 'Ada', excerpt: 'first' },
    });
    await waitUntil(a, 'the reply', () => listMessageTexts(a, room.id).length === 2);
    await a.api.edit(message?.id ?? '', 'first, edited');
    const waitForReplyExcerpt = (excerpt: string | null) =>
      waitUntil(
        b,
        `the excerpt ${excerpt}`,
        (state) => state.timelines[room.id]?.messages[1]?.reply_to?.excerpt === excerpt,
      );
    await waitForReplyExcerpt('first, edited');
    await b.api.react(message?.id ?? '', '👍');
    await waitUntil(
      a,
      'the reaction',
      (state) => state.timelines[room.id]?.messages[0]?.reactions[0]?.count === 1,
    );
    await a.api.remove(message?.id ?? '');
    await waitForReplyExcerpt(null);
    t.same(listMessageTexts(b, room.id), [null, 'a reply']);

    const lastMessageSeq = a.getState().rooms[room.id]?.summary.last_message?.seq ?? 0;
    a.markSeen(room.id, lastMessageSeq);
    await waitUntil(
      b,
      'the receipt',
      (state) => (state.rosters[room.id]?.cursors[ada.id] ?? 0) >= lastMessageSeq,
    );
    b.reportKeyPress(room.id);
    await waitUntil(a, 'typing', (state) => state.typing[room.id]?.[bob.id]?.name === 'Bob');
    b.stopTyping();
    await waitUntil(a, 'the end of typing', (state) => state.typing[room.id]?.[bob.id] === undefined);
    await b.setStatus('busy');
    t.equal(b.getState().presence[bob.id]?.status, 'busy');
    await waitUntil(a, 'the status', (state) => state.presence[bob.id]?.status === 'busy');
  },
);

t.test('a client has the same room list as the server', async (t) => {
  const { bob, room, a, b } = await startClientPair(t);
  await a.api.updateRoom(room.id, { name: 'Renamed' });
  await waitUntil(b, 'the new name', (state) => state.rooms[room.id]?.summary.name === 'Renamed');
  await b.mute(room.id, true);
  const roomResponse = await bob.request('GET', `/chat/rooms/${room.id}`);
  await waitUntil(
    b,
    'the position of the server',
    (state) => state.rooms[room.id]?.summary.last_seq === roomResponse.body.data.last_seq,
  );
  t.match(b.getState().rooms[room.id]?.summary, { ...roomResponse.body.data, muted: true });

  const roomEndedByThisUserFlags: boolean[] = [];
  b.on('room-ended', ({ own }) => roomEndedByThisUserFlags.push(own));
  await b.leave(room.id);
  await a.api.addMembers(room.id, [bob.id]);
  await waitUntil(b, 'the room again', (state) => state.rooms[room.id] !== undefined);
  await a.api.removeMember(room.id, bob.id);
  await waitUntil(b, 'the end of the room', (state) => state.rooms[room.id] === undefined);
  t.same(roomEndedByThisUserFlags, [true, false], 'whether the user left or was removed');
});

t.test(
  'ROOM-10: a direct room that the user left returns with its next message, on every device',
  async (t) => {
    const { bob, a, b } = await startClientPair(t);
    const directRoomId = await a.createRoom('direct', [bob.id]);
    await a.send(directRoomId, { content: 'hello' });
    await waitUntil(b, 'the direct room', (state) => state.rooms[directRoomId]?.summary.last_seq === 2);
    await b.leave(directRoomId);
    t.notOk(b.getState().rooms[directRoomId]);
    const secondDeviceClient = await startRealClient(t, runningSystem, bob);
    await waitUntilCaughtUp(secondDeviceClient);
    t.notOk(secondDeviceClient.getState().rooms[directRoomId]);
    const addedRoomIds: string[] = [];
    for (const client of [b, secondDeviceClient])
      client.on('room-added', ({ room: { id } }) => addedRoomIds.push(id));
    for (const [content, unread] of [
      ['are you there?', 2],
      ['and this?', 3],
    ] as const) {
      await a.send(directRoomId, { content });
      for (const client of [b, secondDeviceClient]) {
        await waitUntil(
          client,
          content,
          (state) => state.rooms[directRoomId]?.summary.unread_count === unread,
        );
      }
    }
    t.same(addedRoomIds, [directRoomId, directRoomId], 'once on each device');
  },
);

t.test(
  'a direct room that the user left does not return because of late notifications of its creation',
  async (t) => {
    const bob = await runningSystem.user();
    const room = await runningSystem.room({ owner: bob, members: [] });
    const client = await startRealClient(t, runningSystem, bob);
    await waitUntilCaughtUp(client);
    const notifiedRoomIds = new Set<unknown>();
    client.on('notification', ({ data }) => notifiedRoomIds.add((data as { roomId?: unknown }).roomId));
    const leftRoomIds: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const ada = await runningSystem.user();
      const { body } = await ada.request('POST', '/chat/rooms', {
        room_type: 'direct',
        member_ids: [bob.id],
      });
      const directRoomId: string = body.data.id;
      await waitUntil(client, 'the room', (state) => state.rooms[directRoomId] !== undefined);
      const sendPromise = ada.request('POST', `/chat/rooms/${directRoomId}/messages`, { content: 'hello' });
      if (n % 2 === 1) await sendPromise;
      await client.leave(directRoomId);
      await sendPromise;
      leftRoomIds.push(directRoomId);
    }
    await waitUntil(client, 'every notification', () => leftRoomIds.every((id) => notifiedRoomIds.has(id)));
    const roomListResponse = await bob.request('GET', '/chat/rooms');
    const listedRoomIds = (roomListResponse.body.data as { id: string }[]).map(({ id }) => id).sort();
    t.notOk(
      listedRoomIds.some((id) => leftRoomIds.indexOf(id) % 2 === 1),
      'a message from before the leave does not show the room again',
    );
    await waitUntil(
      client,
      'the rooms of the list',
      ({ rooms }) => `${Object.keys(rooms).sort()}` === `${listedRoomIds}`,
    );
    await client.send(room.id, { content: 'and now?' });
    await waitUntil(client, 'its own message', ({ rooms }) => rooms[room.id]?.summary.last_seq === 2);
    t.same(Object.keys(client.getState().rooms).sort(), listedRoomIds);
  },
);

t.test(
  "an action on one device appears on the user's other device, even if that device uses another gateway",
  async (t) => {
    const [ada, bob] = await Promise.all([
      runningSystem.user({ name: 'Ada' }),
      runningSystem.user({ name: 'Bob' }),
    ]);
    const startClientOnGateway = (n: number) =>
      startRealClient(t, runningSystem, ada, { socketUrl: runningSystem.gateways[n]?.url ?? '' });
    const [a, b] = await Promise.all([startClientOnGateway(0), startClientOnGateway(1)]);
    await Promise.all([waitUntilCaughtUp(a), waitUntilCaughtUp(b)]);
    const roomId = await a.createRoom('direct', [bob.id]);
    await a.open(roomId);
    await a.send(roomId, { content: 'hello' });
    const getRoomSummary = (client: typeof b) => client.getState().rooms[roomId]?.summary;
    await waitUntil(
      b,
      'the conversation and its message',
      () => getRoomSummary(b)?.last_message?.content === 'hello',
    );
    await bob.request('POST', `/chat/rooms/${roomId}/messages`, { content: 'hi' });
    await waitUntil(b, 'the answer', () => getRoomSummary(b)?.last_message?.content === 'hi');
    await a.mute(roomId, true);
    await waitUntil(b, 'the mute', () => getRoomSummary(b)?.muted === true);
    await a.leave(roomId);
    await waitUntil(b, 'that the conversation is hidden', () => getRoomSummary(b) === undefined);
    await a.createRoom('direct', [bob.id]);
    await waitUntil(b, 'that the conversation is open again', () => getRoomSummary(b)?.muted === true);
  },
);

t.test(
  'a new name and a deactivated account are shown at once, and again after a restart of the client',
  async (t) => {
    const { ada, bob, a, b } = await startClientPair(t);
    const roomId = await a.createRoom('direct', [bob.id]);
    await waitUntil(b, 'the conversation', (state) => state.rooms[roomId] !== undefined);
    const getDirectRoomTitle = (client: typeof a) => {
      const roomSummary = client.getState().rooms[roomId]?.summary;
      return roomSummary && getRoomTitle(roomSummary);
    };
    const admin = await runningSystem.admin();
    await admin.request('PATCH', `/users/${bob.id}`, { name: 'Bob & Ada' });
    await waitUntil(a, 'the new name', () => getDirectRoomTitle(a) === 'Bob & Ada');
    await waitUntil(b, 'the own new name', (state) => state.me.name === 'Bob & Ada');
    t.equal(getDirectRoomTitle(b), 'Ada');
    const clientStartedAfterRename = await startRealClient(t, runningSystem, ada);
    await waitUntil(
      clientStartedAfterRename,
      'the new name after a new start',
      () => getDirectRoomTitle(clientStartedAfterRename) === 'Bob & Ada',
    );
    await admin.request('PATCH', `/users/${bob.id}`, { active: false });
    await waitUntil(a, 'the end', (state) => state.rooms[roomId]?.summary.peer?.active === false);
    await a.send(roomId, { content: 'are you there?' });
    const isMessageRefused = () => a.getState().pending[roomId]?.[0]?.state === 'failed';
    await waitUntil(a, 'that the message is refused', isMessageRefused);
  },
);
