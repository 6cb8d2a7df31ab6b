import { CuttableProxy, startSystem } from '@kcs/testkit';
import t from 'tap';
import { memoryOutbox } from '../../src/index.ts';
import { caughtUp, realClient, texts, until } from '../support/real-client.ts';

const system = await startSystem(t, { gateways: 2, haproxy: true });

t.test('two people talk: messages, edits, deletions, reactions, receipts and typing arrive', async (t) => {
  const [ada, bob] = await Promise.all([system.user({ name: 'Ada' }), system.user({ name: 'Bob' })]);
  const room = await system.room({ owner: ada, members: [bob] });
  const [a, b] = await Promise.all([realClient(t, system, ada), realClient(t, system, bob)]);
  await Promise.all([caughtUp(a), caughtUp(b)]);
  await Promise.all([a.open(room.id), b.open(room.id)]);

  const clientMsgId = await a.send(room.id, { content: 'first' });
  t.equal(a.getState().pending[room.id]?.[0]?.clientMsgId ?? clientMsgId, clientMsgId, 'shown at once');
  await until(b, 'the message', () => texts(b, room.id).includes('first'));
  await until(a, 'it is confirmed', (state) => state.pending[room.id] === undefined);
  const message = b.getState().timelines[room.id]?.messages[0];
  t.equal(message?.client_msg_id, clientMsgId);
  t.equal(b.getState().rooms[room.id]?.summary.unread_count, 1);

  await b.send(room.id, {
    content: 'an answer',
    replyTo: { id: message?.id ?? '', sender_name: 'Ada', excerpt: 'first' },
  });
  await until(a, 'the answer', () => texts(a, room.id).length === 2);
  await a.api.edit(message?.id ?? '', 'first, edited');
  await until(
    b,
    'the excerpt',
    (state) => state.timelines[room.id]?.messages[1]?.reply_to?.excerpt === 'first, edited',
  );
  await b.api.react(message?.id ?? '', '👍');
  await until(a, 'the reaction', (state) => state.timelines[room.id]?.messages[0]?.reactions[0]?.count === 1);
  await a.api.remove(message?.id ?? '');
  await until(
    b,
    'the deletion',
    (state) => state.timelines[room.id]?.messages[1]?.reply_to?.excerpt === null,
  );
  t.same(texts(b, room.id), [null, 'an answer']);

  const seq = a.getState().rooms[room.id]?.summary.last_message?.seq ?? 0;
  a.seen(room.id, seq);
  await until(b, 'the receipt', (state) => (state.rosters[room.id]?.cursors[ada.id] ?? 0) >= seq);
  b.typed(room.id);
  await until(a, 'typing', (state) => state.typing[room.id]?.[bob.id]?.name === 'Bob');
  b.stopTyping();
  await until(a, 'its end', (state) => state.typing[room.id]?.[bob.id] === undefined);

  await a.api.updateRoom(room.id, { name: 'Renamed' });
  await until(b, 'the new name', (state) => state.rooms[room.id]?.summary.name === 'Renamed');
  await b.mute(room.id, true);
  // A direct room that was left comes up again with its next message, on a device too that never knew it.
  const direct = await a.createRoom('direct', [bob.id]);
  await a.send(direct, { content: 'hello' });
  await until(b, 'the direct room', (state) => state.rooms[direct]?.summary.last_seq === 2);
  await b.leave(direct);
  t.notOk(b.getState().rooms[direct]);
  const other = await realClient(t, system, bob);
  await caughtUp(other);
  t.notOk(other.getState().rooms[direct]);
  const added: string[] = [];
  for (const client of [b, other]) client.on('room-added', ({ room: { id } }) => added.push(id));
  await a.send(direct, { content: 'are you there?' });
  for (const client of [b, other]) {
    await until(client, 'the room that was left', (state) => state.rooms[direct]?.summary.unread_count === 2);
  }
  await a.send(direct, { content: 'and this?' });
  for (const client of [b, other]) {
    await until(client, 'what follows', (state) => state.rooms[direct]?.summary.unread_count === 3);
  }
  t.same(added, [direct, direct], 'once on each');

  const fresh = await bob.rest('GET', `/chat/rooms/${room.id}`);
  await until(
    b,
    'counts as the server has them',
    (state) => state.rooms[room.id]?.summary.last_seq === fresh.body.data.last_seq,
  );
  t.match(b.getState().rooms[room.id]?.summary, { ...fresh.body.data, muted: true });

  const endings: boolean[] = [];
  b.on('room-ended', ({ own }) => endings.push(own));
  await b.leave(room.id);
  await a.api.addMembers(room.id, [bob.id]);
  await until(b, 'the room again', (state) => state.rooms[room.id] !== undefined);
  await a.api.removeMember(room.id, bob.id);
  await until(b, 'its end', (state) => state.rooms[room.id] === undefined);
  t.same(endings, [true, false], 'whether one has left, or was removed');
});

t.test('a direct room that was left stays away, whatever of its beginning is still on its way', async (t) => {
  const bob = await system.user();
  const room = await system.room({ owner: bob, members: [] });
  const client = await realClient(t, system, bob);
  await caughtUp(client);
  const told = new Set<unknown>();
  client.on('notification', ({ data }) => told.add((data as { roomId?: unknown }).roomId));
  const left: string[] = [];
  for (let n = 0; n < 8; n += 1) {
    const ada = await system.user();
    const { body } = await ada.rest('POST', '/chat/rooms', { room_type: 'direct', member_ids: [bob.id] });
    const direct: string = body.data.id;
    await until(client, 'the room', (state) => state.rooms[direct] !== undefined);
    const said = ada.rest('POST', `/chat/rooms/${direct}/messages`, { content: 'hello' });
    if (n % 2 === 1) await said;
    await client.leave(direct);
    await said;
    left.push(direct);
  }
  await until(client, 'all news', () => left.every((id) => told.has(id)));
  const list = await bob.rest('GET', '/chat/rooms');
  const shown = (list.body.data as { id: string }[]).map(({ id }) => id).sort();
  t.notOk(
    shown.some((id) => left.indexOf(id) % 2 === 1),
    'what was said before shows none of them again',
  );
  await until(client, 'what the list shows', ({ rooms }) => `${Object.keys(rooms).sort()}` === `${shown}`);
  await client.send(room.id, { content: 'and now?' });
  await until(client, 'its own message', ({ rooms }) => rooms[room.id]?.summary.last_seq === 2);
  t.same(Object.keys(client.getState().rooms).sort(), shown);
});

t.test(
  'the gateway is killed and comes back, with messages meanwhile: nothing is missing, nothing twice',
  async (t) => {
    const [ada, bob] = await Promise.all([system.user(), system.user()]);
    const room = await system.room({ owner: ada, members: [bob] });
    const client = await realClient(t, system, bob);
    const heard: number[] = [];
    client.on('room-event', (event) => heard.push(event.seq));
    await caughtUp(client);
    await client.open(room.id);
    // Thirty may be more than a user may write in a second.
    const say = async (n: number): Promise<void> => {
      const { status } = await ada.rest('POST', `/chat/rooms/${room.id}/messages`, { content: `${n}` });
      if (status !== 429) return void t.equal(status, 201);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return say(n);
    };
    for (let n = 1; n <= 30; n += 1) {
      if (n === 5) await system.gateways[0].kill();
      if (n === 15) await system.gateways[0].start();
      if (n === 16) await system.gateways[1]?.kill();
      if (n === 25) await system.gateways[1]?.start();
      await say(n);
    }
    await until(client, 'all of them', () => texts(client, room.id).length === 30);
    t.same(
      texts(client, room.id),
      Array.from({ length: 30 }, (_, n) => `${n + 1}`),
    );
    t.same(
      heard,
      Array.from({ length: 30 }, (_, n) => n + 2),
      'each event told once, in order',
    );
  },
);

t.test(
  'connections that are cut again and again: everything sent arrives exactly once, in order',
  async (t) => {
    const [ada, bob] = await Promise.all([system.user(), system.user()]);
    const room = await system.room({ owner: ada, members: [bob] });
    const proxy = await CuttableProxy.start(system.socketUrl);
    t.teardown(() => proxy.stop());
    const socketUrl = proxy.through(system.socketUrl);
    const [sender, reader] = await Promise.all([
      realClient(t, system, ada, { socketUrl }),
      realClient(t, system, bob, { socketUrl }),
    ]);
    await Promise.all([caughtUp(sender), caughtUp(reader)]);
    await reader.open(room.id);
    const wanted = Array.from({ length: 60 }, (_, n) => `message ${n}`);
    for (const [n, content] of wanted.entries()) {
      await sender.send(room.id, { content });
      if (n % 15 !== 7) continue;
      proxy.cut();
      await until(reader, 'the cut', (state) => state.connection !== 'online');
      proxy.mend();
    }
    await until(reader, 'all of them', () => texts(reader, room.id).length >= wanted.length);
    t.same(texts(reader, room.id), wanted);
    await until(sender, 'nothing is left', (state) => Object.keys(state.pending).length === 0);
  },
);

t.test('two clients with one outbox send each message once', async (t) => {
  const ada = await system.user();
  const room = await system.room({ owner: ada });
  const outbox = memoryOutbox();
  const [first, second] = await Promise.all([
    realClient(t, system, ada, { outbox }),
    realClient(t, system, ada, { outbox }),
  ]);
  await Promise.all([caughtUp(first), caughtUp(second)]);
  await Promise.all([first.open(room.id), second.open(room.id)]);
  const wanted: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    const content = `${n}`;
    wanted.push(content);
    await (n % 2 === 0 ? first : second).send(room.id, { content });
    if (n === 10) first.stop();
    if (n >= 10) continue;
  }
  await until(second, 'all of them', () => texts(second, room.id).length >= 15);
  t.ok(new Set(texts(second, room.id)).size === texts(second, room.id).length, 'none twice');
  await until(
    second,
    'the other one goes on with what is left',
    () => texts(second, room.id).length === wanted.length,
  );
  t.same(texts(second, room.id), wanted);
});

t.test('the end of the session: told once, with its code, and nothing is tried any more', async (t) => {
  const ada = await system.user();
  const client = await realClient(t, system, ada);
  await caughtUp(client);
  const ended = new Promise<string>((resolve) => client.on('session-ended', ({ code }) => resolve(code)));
  await ada.rest('POST', '/auth/logout');
  t.equal(await ended, 'LOGGED_OUT');
  t.equal(client.getState().connection, 'ended');
});
