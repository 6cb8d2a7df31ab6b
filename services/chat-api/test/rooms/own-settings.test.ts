import { NOTICES } from '@kcs/contracts';
import t from 'tap';
import { claimUnpublishedEvents } from '../../src/log/outbox/sweep.ts';
import { toEventJson } from '../../src/log/stored-event.ts';
import { expectNotice } from '../support/expect-notice.ts';
import {
  createDirectRoom,
  createGroup,
  listEvents,
  readResponseData,
  sendMessage,
} from '../support/room-calls.ts';
import { getSharedApi } from '../support/shared-api.ts';
import type { LoggedInUser } from '../support/start-api.ts';

t.test('changes to users and to members’ own settings are announced', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const { prisma } = api.deps.db;
  const changeUser = async (user: LoggedInUser, fields: object) => {
    t.equal((await admin.rest('PATCH', `/users/${user.id}`, fields)).status, 200);
  };

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
