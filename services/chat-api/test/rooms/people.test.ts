import { isRecipient, type Member, NOTICES } from '@kcs/contracts';
import t from 'tap';
import { claimUnpublishedEvents } from '../../src/log/outbox/sweep.ts';
import { toEventJson } from '../../src/log/stored-event.ts';
import { promoteOwnersInOwnerlessGroups } from '../../src/upkeep/promote-owners.ts';
import { expectNotice } from '../support/expect-notice.ts';
import { type LoggedInUser, startApi } from '../support/start-api.ts';

t.test('changes to users and to members’ own settings take effect in rooms and are announced', async (t) => {
  const api = await startApi(t, { MESSAGES_PER_SECOND_PER_USER: '1000' });
  const { admin } = api;
  const { prisma } = api.deps.db;
  const readResponseData = async (user: LoggedInUser, path: string) =>
    (await user.rest('GET', path)).body.data;
  const createDirectRoom = async (from: LoggedInUser, to: LoggedInUser, name?: string): Promise<string> => {
    const body = { room_type: 'direct', member_ids: [to.id], ...(name !== undefined && { name }) };
    return (await from.rest('POST', '/chat/rooms', body)).body.data.id;
  };
  const createGroup = async (owner: LoggedInUser, ...members: LoggedInUser[]): Promise<string> => {
    const body = { room_type: 'group', name: 'Class 4b', member_ids: members.map(({ id }) => id) };
    return (await owner.rest('POST', '/chat/rooms', body)).body.data.id;
  };
  const sendMessage = async (user: LoggedInUser, roomId: string, body: object = {}) =>
    user.rest('POST', `/chat/rooms/${roomId}/messages`, { content: 'hello', ...body });
  const changeUser = async (user: LoggedInUser, fields: object) => {
    t.equal((await admin.rest('PATCH', `/users/${user.id}`, fields)).status, 200);
  };
  const listEvents = (user: LoggedInUser, roomId: string) =>
    readResponseData(user, `/chat/rooms/${roomId}/events?after=0`);
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

  t.test(
    'a notice announces a user’s new name, type, or state, and lists the user’s rooms (AUTH-18)',
    async (t) => {
      const [ann, bob] = await Promise.all([api.user({ name: 'Ann' }), api.user()]);
      const roomId = await createDirectRoom(ann, bob);
      for (const [fields, expected] of [
        [{ name: 'Ann New' }, { name: 'Ann New', active: true }],
        [{ user_type: 'Staff' }, { userType: 'Staff' }],
        [{ active: false }, { active: false }],
      ] as const) {
        const { notice } = await expectNotice(t, api, NOTICES.userChanged, ({ userId }) => userId === ann.id);
        await api.nc.flush();
        await changeUser(ann, fields);
        t.match(await notice, { ...expected, roomIds: [roomId] });
      }
    },
  );

  t.test(
    'muting a room, or hiding or reopening a direct room, notifies all of the user’s devices (ROOM-17)',
    async (t) => {
      const [ann, bob] = await Promise.all([api.user(), api.user()]);
      const roomId = await createDirectRoom(ann, bob);
      const receiveSettingsNotice = async (act: () => Promise<unknown>) => {
        const { notice } = await expectNotice(t, api, NOTICES.roomSettingsChanged);
        await api.nc.flush();
        await act();
        return notice;
      };
      const expectedNoticeToAnn = { userId: ann.id, roomId };
      const roomUrl = `/chat/rooms/${roomId}`;
      t.match(await receiveSettingsNotice(() => ann.rest('PATCH', roomUrl, { muted: true })), {
        ...expectedNoticeToAnn,
        muted: true,
        notificationLevel: 'none',
        hidden: false,
      });
      t.match(await receiveSettingsNotice(() => ann.rest('PATCH', roomUrl, { muted: false })), {
        muted: false,
        notificationLevel: 'all',
      });
      t.match(await receiveSettingsNotice(() => ann.rest('DELETE', `${roomUrl}/members/${ann.id}`)), {
        ...expectedNoticeToAnn,
        hidden: true,
      });
      t.match(await receiveSettingsNotice(() => createDirectRoom(ann, bob)), {
        ...expectedNoticeToAnn,
        hidden: false,
      });
    },
  );

  t.test(
    'users can see and remove their own reaction even if 50 others reacted before them (MSG-16)',
    async (t) => {
      const [ann, bob] = await Promise.all([api.user(), api.user()]);
      const roomId = await createGroup(ann, bob);
      const { id } = (await sendMessage(ann, roomId, { client_msg_id: 'crowd' })).body.data;
      const path = `/chat/messages/${id}`;
      const usersWithReactions = await prisma.user.createManyAndReturn({
        data: Array.from({ length: 60 }, (_, n) => ({
          id: `user_${String(n).padStart(26, '0')}`,
          name: `Fan ${n}`,
          userType: 'Student',
        })),
      });
      await prisma.reaction.createMany({
        data: usersWithReactions.map(({ id: userId }) => ({
          messageId: id,
          userId,
          emoji: '👍',
          createdAt: new Date(1_000),
        })),
      });
      const addReactionResponse = await ann.rest('PUT', `${path}/reactions/${encodeURIComponent('👍')}`);
      t.match(addReactionResponse.body.data.reactions, [{ count: 61, mine: true }]);
      t.equal(addReactionResponse.body.data.reactions[0].user_ids.includes(ann.id), false);
      for (const [user, mine] of [
        [ann, true],
        [bob, false],
      ] as const) {
        t.match((await readResponseData(user, path)).reactions, [{ mine }]);
        t.match(await readResponseData(user, `/chat/rooms/${roomId}/messages`), [{ reactions: [{ mine }] }]);
        t.match((await readResponseData(user, '/chat/rooms'))[0].last_message.reactions, [{ mine }]);
      }
      t.match((await sendMessage(ann, roomId, { client_msg_id: 'crowd' })).body.data.reactions, [
        { mine: true },
      ]);
      const removeReactionResponse = await ann.rest(
        'DELETE',
        `${path}/reactions/${encodeURIComponent('👍')}`,
      );
      t.match(removeReactionResponse.body.data.reactions, [{ count: 60, mine: false }]);

      const events = await listEvents(ann, roomId);
      const reactionOfAnn = { emoji: '👍', user_id: ann.id };
      t.match(events.slice(-2), [
        { reaction: { ...reactionOfAnn, added: true } },
        { reaction: { ...reactionOfAnn, added: false } },
      ]);
      t.notOk(JSON.stringify(events).includes('"mine"'), 'events are encoded once for everyone');
      await prisma.$executeRaw`
      UPDATE room_events SET published_at = NULL, created_at = created_at - interval '3 s' WHERE room_id = ${roomId}`;
      const claimedEvents = await api.deps.db.transaction((tx) =>
        claimUnpublishedEvents(tx, { max: 500, since: new Date(0).toISOString() }),
      );
      const sweptEvents = claimedEvents
        .filter((event) => event.roomId === roomId)
        .map((event) => JSON.parse(toEventJson(event)));
      t.match(sweptEvents.at(-1), { reaction: { ...reactionOfAnn, added: false } }, 'also from the outbox');

      const listReactions = (query: string) => ann.rest('GET', `${path}/reactions${query}`);
      const firstPage = await listReactions(`?limit=50&emoji=${encodeURIComponent('👍')}`);
      t.equal(firstPage.body.data.length, 50);
      const secondPage = await listReactions(
        `?limit=50&emoji=${encodeURIComponent('👍')}&cursor=${firstPage.body.page.next_cursor}`,
      );
      t.equal(secondPage.body.data.length, 10);
      t.match(firstPage.body.data[0], { emoji: '👍', user_id: usersWithReactions[0]?.id, name: 'Fan 0' });
      t.same((await listReactions(`?emoji=${encodeURIComponent('🎉')}`)).body.data, []);
      const stranger = await api.user();
      t.equal((await stranger.rest('GET', `${path}/reactions`)).status, 404);

      await ann.rest('DELETE', path);
      t.notOk(
        JSON.stringify(await listEvents(ann, roomId)).includes('"reaction"'),
        'a deletion removes them',
      );
    },
  );
});
