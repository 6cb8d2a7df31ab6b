import t from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { changeMemberRole } from '../../src/rooms/commands/change-role.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { listMembers } from '../../src/rooms/queries/list-members.ts';
import { readRoomJson } from '../../src/rooms/queries/list-rooms.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('members can be added, removed, promoted, and listed', async (t) => {
  const fixture = await startFixture(t);
  const { deps } = fixture;
  const createFourUsers = async () =>
    Promise.all(['Ada', 'Bob', 'Cyd', 'Dan'].map((name) => fixture.user(name)));
  const readLastEvent = async (roomId: string) => (await fixture.log(roomId)).at(-1);
  const forbiddenError = { code: 'FORBIDDEN' };

  t.test('added members see the whole history and have no unread messages', async (t) => {
    const [ada = '', bob = '', cyd = ''] = await createFourUsers();
    const roomId = await fixture.group(ada, [bob]);
    await fixture.send(ada, roomId);
    const { created, members } = await addMembers(deps, { userId: ada, roomId, userIds: [cyd, bob] });
    t.ok(created);
    t.same(new Set(members.map(({ user_id }) => user_id)), new Set([bob, cyd]));
    t.match(await readLastEvent(roomId), {
      seq: 3,
      kind: 'members-changed',
      data: { added: [{ userId: cyd, name: 'Cyd', role: 'member' }], removed: [], changed: [] },
    });
    t.match(JSON.parse(await readRoomJson(deps, { userId: cyd, roomId })), {
      member_count: 3,
      unread_count: 0,
      last_seen_seq: 3,
    });
    const repeatedResult = await addMembers(deps, { userId: ada, roomId, userIds: [cyd] });
    t.notOk(repeatedResult.created);
    t.equal((await fixture.log(roomId)).length, 3, 'adding members again takes no seq');
  });

  t.test(
    'owners and admins can add and remove members, and nobody can change or assign a role above their own',
    async (t) => {
      const [ada = '', bob = '', cyd = '', dan = ''] = await createFourUsers();
      const roomId = await fixture.group(ada, [bob, cyd]);
      await t.rejects(addMembers(deps, { userId: bob, roomId, userIds: [dan] }), forbiddenError);
      await t.rejects(removeMember(deps, { userId: bob, roomId, memberId: cyd }), forbiddenError);
      await t.rejects(
        changeMemberRole(deps, { userId: bob, roomId, memberId: bob, role: 'admin' }),
        forbiddenError,
      );
      t.match(await changeMemberRole(deps, { userId: ada, roomId, memberId: bob, role: 'admin' }), {
        role: 'admin',
      });
      t.match(await readLastEvent(roomId), {
        data: { changed: [{ userId: bob, role: 'admin' }], added: [], removed: [] },
      });
      await t.rejects(
        addMembers(deps, { userId: bob, roomId, userIds: [dan], role: 'owner' }),
        forbiddenError,
      );
      await addMembers(deps, { userId: bob, roomId, userIds: [dan], role: 'admin' });
      await t.rejects(removeMember(deps, { userId: bob, roomId, memberId: ada }), forbiddenError);
      await t.rejects(
        changeMemberRole(deps, { userId: bob, roomId, memberId: ada, role: 'member' }),
        forbiddenError,
      );
      await removeMember(deps, { userId: bob, roomId, memberId: dan });
      t.match(await readLastEvent(roomId), { data: { removed: [dan], by: { userId: bob, name: 'Bob' } } });
      await t.rejects(removeMember(deps, { userId: ada, roomId, memberId: dan }), {
        code: 'MEMBER_NOT_FOUND',
      });
      await t.rejects(changeMemberRole(deps, { userId: ada, roomId, memberId: ada, role: 'member' }), {
        code: 'CONFLICT',
      });
    },
  );

  t.test(
    'when the last owner leaves, the longest-serving admin becomes owner, or else the longest-serving member',
    async (t) => {
      const [ada = '', bob = '', cyd = '', dan = ''] = await createFourUsers();
      const roomId = await fixture.group(ada, [bob]);
      await addMembers(deps, { userId: ada, roomId, userIds: [cyd] });
      await addMembers(deps, { userId: ada, roomId, userIds: [dan], role: 'admin' });
      await removeMember(deps, { userId: ada, roomId, memberId: ada });
      t.match(await readLastEvent(roomId), {
        data: { removed: [ada], changed: [{ userId: dan, role: 'owner' }] },
      });
      await removeMember(deps, { userId: dan, roomId, memberId: dan });
      t.match(await readLastEvent(roomId), {
        data: { removed: [dan], changed: [{ userId: bob, role: 'owner' }] },
      });
      await removeMember(deps, { userId: bob, roomId, memberId: bob });
      await removeMember(deps, { userId: cyd, roomId, memberId: cyd });
      t.match((await fixture.log(roomId)).slice(-2), [
        { kind: 'members-changed', data: { removed: [cyd], changed: [] } },
        { kind: 'room-deleted' },
      ]);
      await t.rejects(readRoomJson(deps, { userId: cyd, roomId }), { code: 'ROOM_NOT_FOUND' });
    },
  );

  t.test(
    'when the last active owner leaves, an active member becomes owner instead of a deactivated admin',
    async (t) => {
      const [ada = '', bob = '', cyd = '', dan = ''] = await createFourUsers();
      const roomId = await fixture.group(ada);
      await addMembers(deps, { userId: ada, roomId, userIds: [cyd], role: 'owner' });
      await addMembers(deps, { userId: ada, roomId, userIds: [dan], role: 'admin' });
      await addMembers(deps, { userId: ada, roomId, userIds: [bob] });
      const deactivateOnly = async (...ids: string[]) => {
        for (const id of [ada, cyd, dan]) {
          await fixture.db.prisma.user.update({ where: { id }, data: { active: !ids.includes(id) } });
        }
      };
      await deactivateOnly(ada, cyd);
      await removeMember(deps, { userId: dan, roomId, memberId: bob });
      t.match(
        await readLastEvent(roomId),
        { data: { removed: [bob], changed: [] } },
        'the deactivated owner stays owner',
      );
      await addMembers(deps, { userId: dan, roomId, userIds: [bob] });
      await deactivateOnly(cyd, dan);
      await t.rejects(changeMemberRole(deps, { userId: ada, roomId, memberId: ada, role: 'member' }), {
        code: 'CONFLICT',
      });
      await removeMember(deps, { userId: ada, roomId, memberId: ada });
      t.match(await readLastEvent(roomId), {
        data: { removed: [ada], changed: [{ userId: bob, role: 'owner' }] },
      });
      await removeMember(deps, { userId: bob, roomId, memberId: cyd });
      await removeMember(deps, { userId: bob, roomId, memberId: bob });
      t.match(await readLastEvent(roomId), {
        data: { removed: [bob], changed: [{ userId: dan, role: 'owner' }] },
      });
    },
  );

  t.test('if all members leave concurrently, the log has no gap and the room is deleted', async (t) => {
    const userIds = await createFourUsers();
    const [ada = ''] = userIds;
    const roomId = await fixture.group(ada, userIds);
    await Promise.all(userIds.map((userId) => removeMember(deps, { userId, roomId, memberId: userId })));
    const roomLog = await fixture.log(roomId);
    t.same(
      roomLog.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6],
    );
    t.equal(roomLog.at(-1)?.kind, 'room-deleted');
  });

  t.test('the pages of the member list contain each member’s role and read cursor', async (t) => {
    const userIds = await createFourUsers();
    const [ada = '', bob = ''] = userIds;
    const roomId = await fixture.group(ada, userIds);
    await fixture.send(bob, roomId);
    const firstPage = await listMembers(deps, { userId: ada, roomId, limit: 3 });
    const secondPage = await listMembers(deps, {
      userId: ada,
      roomId,
      limit: 3,
      cursor: firstPage.nextCursor ?? '',
    });
    const members = [...firstPage.items, ...secondPage.items].map((json) => JSON.parse(json));
    t.same(
      members.map(({ user_id }) => user_id),
      [...userIds].sort(),
    );
    t.match(
      members.find(({ user_id }) => user_id === bob),
      { name: 'Bob', user_type: 'Student', role: 'member', last_seen_seq: 2 },
    );
    t.equal(secondPage.nextCursor, null);
  });

  t.test('a member list can be searched by name, and its pages are then sorted by name', async (t) => {
    const memberNames = ['Zoë Weber', 'Max Weber', 'Ada', 'Anna Weber', 'Max Weber'];
    const memberIds = await Promise.all(memberNames.map((name) => fixture.user(name)));
    const [userId = ''] = memberIds;
    const roomId = await fixture.group(userId, memberIds);
    await fixture.user('Weber Outside');
    const findMemberNames = async (search: string, limit = 2) => {
      const foundNames: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await listMembers(deps, { userId, roomId, search, limit, ...(cursor && { cursor }) });
        foundNames.push(...page.items.map((json) => JSON.parse(json).name));
        cursor = page.nextCursor;
      }
      return foundNames;
    };
    t.same(await findMemberNames('weber'), ['Anna Weber', 'Max Weber', 'Max Weber', 'Zoë Weber']);
    t.same(await findMemberNames('weber zoe'), ['Zoë Weber'], 'words in any order, with or without accents');
    t.same(await findMemberNames('%'), [], 'a wildcard of SQL is an ordinary character');
    t.equal((await findMemberNames('')).length, 5);
    await t.rejects(listMembers(deps, { userId, roomId, search: '', limit: 2, cursor: userId }), {
      code: 'VALIDATION_FAILED',
    });
  });
});
