import { isRecipient, type Member } from '@kcs/contracts';
import t from 'tap';
import { promoteOwnersInOwnerlessGroups } from '../../src/upkeep/promote-owners.ts';
import {
  createDirectRoom,
  createGroup,
  listEvents,
  readResponseData,
  sendMessage,
} from '../support/room-calls.ts';
import { getSharedApi } from '../support/shared-api.ts';
import type { LoggedInUser } from '../support/start-api.ts';

t.test('changes to users take effect in rooms', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const { prisma } = api.deps.db;
  const changeUser = async (user: LoggedInUser, fields: object) => {
    t.equal((await admin.rest('PATCH', `/users/${user.id}`, fields)).status, 200);
  };
  const readRoles = async (user: LoggedInUser, roomId: string) => {
    const members: Member[] = await readResponseData(user, `/chat/rooms/${roomId}/members`);
    return Object.fromEntries(members.map(({ user_id, role }) => [user_id, role]));
  };

  t.test(
    'a direct room is named after its members, with their current names, and ignores a requested name (ROOM-4)',
    async (t) => {
      const eve = await api.user({ name: 'Eve' });
      const sue = await api.user({ name: 'Sue Stu', user_type: 'Parent' });
      const roomId = await createDirectRoom(eve, sue, 'Rosa Klein & Sue Stu');
      t.match(
        (await listEvents(sue, roomId))[0],
        { data: { roomName: 'Eve & Sue Stu' } },
        'new_chat uses the room name',
      );
      // Store a name for the direct room, as an earlier version did.
      await prisma.room.update({ where: { id: roomId }, data: { name: 'Rosa Klein & Sue Stu' } });
      for (const path of ['/chat/rooms', `/chat/rooms/${roomId}`]) {
        const room = [await readResponseData(sue, path)].flat()[0];
        t.match(room, { name: 'Eve & Sue Stu', peer: { user_id: eve.id, name: 'Eve', active: true } }, path);
      }
      await changeUser(eve, { name: 'Eve New' });
      t.match(await readResponseData(sue, `/chat/rooms/${roomId}`), {
        name: 'Eve New & Sue Stu',
        peer: { name: 'Eve New' },
      });
      t.match(await readResponseData(eve, `/chat/rooms/${roomId}`), {
        name: 'Eve New & Sue Stu',
        peer: { user_id: sue.id, name: 'Sue Stu', user_type: 'Parent' },
      });
      await sendMessage(sue, roomId, { content: 'findable' });
      t.match(await readResponseData(eve, '/chat/search?q=findable'), [{ room_name: 'Eve New & Sue Stu' }]);
      const groupId = await createGroup(eve, sue);
      t.equal((await readResponseData(sue, `/chat/rooms/${groupId}`)).peer, null, 'a group has no peer');
    },
  );

  t.test(
    'if a message makes a hidden direct room visible again, its event contains both members’ current names',
    async (t) => {
      const ann = await api.user({ name: 'Ann' });
      const bob = await api.user({ name: 'Bob' });
      const roomId = await createDirectRoom(ann, bob, 'Rosa Klein');
      await ann.rest('DELETE', `/chat/rooms/${roomId}/members/${ann.id}`);
      await changeUser(bob, { name: 'Bob New' });
      await sendMessage(bob, roomId);
      const [row] = await prisma.$queryRaw<{ shown: object }[]>`
      SELECT shown FROM room_events WHERE room_id = ${roomId} AND shown IS NOT NULL`;
      t.same(row?.shown, { room_name: 'Ann & Bob New', user_ids: [ann.id] });
    },
  );

  t.test('receipts name exactly the recipients who have seen a message (MSG-15)', async (t) => {
    const [ann, bob, cyd, dan] = await Promise.all([1, 2, 3, 4].map(() => api.user()));
    if (!ann || !bob || !cyd || !dan) return;
    const roomId = await createGroup(ann, bob, cyd);
    const { id, seq } = (await sendMessage(ann, roomId)).body.data;
    for (const reader of [bob, cyd]) await reader.rest('PUT', `/chat/rooms/${roomId}/seen`, { seq });
    await ann.rest('POST', `/chat/rooms/${roomId}/members`, { user_ids: [dan.id] });
    await changeUser(cyd, { active: false });
    const members: Member[] = await readResponseData(ann, `/chat/rooms/${roomId}/members`);
    t.match(
      members.filter(({ active }) => !active),
      [{ user_id: cyd.id }],
    );
    t.ok(members.every(({ joined_seq }) => joined_seq > 0));
    const recipients = members.filter((member) => isRecipient(member, { sender_id: ann.id, seq }));
    t.same(
      recipients.map(({ user_id }) => user_id),
      [bob.id],
      'the sender, deactivated members, and later members are not recipients',
    );
    t.match(await readResponseData(ann, `/chat/messages/${id}/receipts`), [{ user_id: bob.id }]);
    t.equal((await readResponseData(ann, `/chat/messages/${id}/receipts`)).length, 1);
  });

  t.test(
    'deactivating the only active owner promotes a member, and the log contains the change (ROOM-16)',
    async (t) => {
      const [tom, ann, bob] = await Promise.all(['Tom', 'Ann', 'Bob'].map((name) => api.user({ name })));
      if (!tom || !ann || !bob) return;
      const roomId = await createGroup(tom, ann, bob);
      await tom.rest('PATCH', `/chat/rooms/${roomId}/members/${bob.id}`, { role: 'admin' });
      const sharedRoomId = await createGroup(tom, ann);
      await tom.rest('PATCH', `/chat/rooms/${sharedRoomId}/members/${ann.id}`, { role: 'owner' });
      const roomIdOfOnlyTom = await createGroup(tom);
      await changeUser(tom, { active: false });
      t.match((await listEvents(ann, roomId)).at(-1), {
        kind: 'members-changed',
        data: {
          added: [],
          removed: [],
          changed: [{ userId: bob.id, role: 'owner' }],
          by: { userId: tom.id },
        },
      });
      t.equal((await bob.rest('PATCH', `/chat/rooms/${roomId}`, { name: 'Class 5b' })).status, 200);
      t.equal((await bob.rest('DELETE', `/chat/rooms/${roomId}/members/${tom.id}`)).status, 200);
      t.equal((await listEvents(ann, sharedRoomId)).length, 2, 'another active owner is enough');
      await changeUser(tom, { active: true });
      const newLogin = await api.logIn(tom.email);
      t.equal(
        (await listEvents(newLogin, roomIdOfOnlyTom)).length,
        1,
        'a group without other members waits for its owner',
      );
    },
  );

  t.test('a group keeps an active owner even if two owners are deactivated at the same time', async (t) => {
    const [tom, ann, bob] = await Promise.all([1, 2, 3].map(() => api.user()));
    if (!tom || !ann || !bob) return;
    const roomId = await createGroup(tom, ann, bob);
    await tom.rest('PATCH', `/chat/rooms/${roomId}/members/${ann.id}`, { role: 'owner' });
    await Promise.all([tom, ann].map((owner) => changeUser(owner, { active: false })));
    t.equal((await readRoles(bob, roomId))[bob.id], 'owner');
  });

  t.test('a group that an earlier version left without an active owner gets a new owner', async (t) => {
    const [tom, ann] = await Promise.all([api.user(), api.user()]);
    const roomId = await createGroup(tom, ann);
    await prisma.user.update({ where: { id: tom.id }, data: { active: false } });
    const { signal } = new AbortController();
    await Promise.all([1, 2].map(() => promoteOwnersInOwnerlessGroups(api.deps, signal)));
    t.equal((await readRoles(ann, roomId))[ann.id], 'owner');
    t.equal((await listEvents(ann, roomId)).length, 2, 'once, although two replicas did it');
  });

  t.test(
    'nobody can write to a deactivated user, but repeated sends and changes to old messages still work (ROOM-18)',
    async (t) => {
      const [ann, bob] = await Promise.all([api.user(), api.user()]);
      const roomId = await createDirectRoom(ann, bob);
      const firstResponse = await sendMessage(ann, roomId, { client_msg_id: 'once' });
      await changeUser(bob, { active: false });
      t.equal((await readResponseData(ann, `/chat/rooms/${roomId}`)).peer.active, false);
      t.match(await sendMessage(ann, roomId), { status: 403, body: { error: { code: 'ACCOUNT_CLOSED' } } });
      t.match(await sendMessage(ann, roomId, { client_msg_id: 'once' }), { status: 200 });
      const editResponse = await ann.rest('PATCH', `/chat/messages/${firstResponse.body.data.id}`, {
        content: 'edited',
      });
      t.equal(editResponse.status, 200);
      t.equal(
        (await ann.rest('POST', '/chat/rooms', { room_type: 'direct', member_ids: [bob.id] })).status,
        200,
      );
      await changeUser(bob, { active: true });
      t.equal((await sendMessage(ann, roomId)).status, 201);
    },
  );

  t.test('a deactivated member is not mentioned and cannot be promoted', async (t) => {
    const [tom, gone] = await Promise.all([api.user(), api.user({ name: 'Gone Person' })]);
    const roomId = await createGroup(tom, gone);
    await changeUser(gone, { active: false });
    const { mentions } = (await sendMessage(tom, roomId, { content: `@Gone Person @[${gone.id}]` })).body
      .data;
    t.same(mentions, []);
    t.match(await tom.rest('PATCH', `/chat/rooms/${roomId}/members/${gone.id}`, { role: 'admin' }), {
      status: 409,
      body: { error: { message: /deactivated/ } },
    });
  });
});
