import type { Room, RoomChange } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import t from 'tap';
import { getSharedApi } from '../../support/shared-api.ts';

t.test('clients can read a room’s changes over REST', async (t) => {
  const api = await getSharedApi();
  const [ada, ben, cleo] = await Promise.all([
    api.user({ name: 'Ada' }),
    api.user({ name: 'Ben' }),
    api.user({ name: 'Cleo' }),
  ]);
  const postAsAda = async <T>(path: string, body: object): Promise<T> =>
    (await ada.rest('POST', path, body)).body.data as T;
  const room = await postAsAda<Room>('/chat/rooms', {
    room_type: 'group',
    name: 'Chess',
    member_ids: [ben.id],
  });
  const roomUrl = `/chat/rooms/${room.id}`;
  const listChanges = async (query = '') =>
    (await ben.rest('GET', `${roomUrl}/changes${query}`)).body.data as RoomChange[];
  const readLastChange = async () =>
    ((await ada.rest('GET', '/chat/rooms')).body.data as Room[])[0]?.last_change;

  t.test('the change list contains joins, leaves, and new room names, newest first', async (t) => {
    await postAsAda(`${roomUrl}/members`, { user_ids: [cleo.id] });
    await ada.rest('PATCH', roomUrl, { name: 'Chess club' });
    await cleo.rest('DELETE', `${roomUrl}/members/${cleo.id}`);
    const [left, renamed, joined, created] = await listChanges();
    t.match(left, {
      seq: 4,
      by: { name: 'Cleo' },
      removed: [{ user_id: cleo.id, name: 'Cleo' }],
      removed_count: 1,
    });
    t.match(renamed, { seq: 3, kind: 'room-updated', name: 'Chess club', added_count: 0 });
    t.match(joined, {
      seq: 2,
      by: { user_id: ada.id, name: 'Ada' },
      added: [{ name: 'Cleo', role: 'member' }],
    });
    t.match(created, { seq: 1, by: { name: 'Ada' }, added_count: 2 });
    t.same(
      (await listChanges('?after=1&before=4')).map(({ seq }) => seq),
      [3, 2],
    );
    const changesResponse = await ben.rest('GET', `${roomUrl}/changes?limit=2`);
    t.match(changesResponse.body, {
      data: [{ seq: 4 }, { seq: 3 }],
      page: { next_cursor: '3', has_more: true },
    });
    t.same(
      (await listChanges('?limit=2&cursor=3')).map(({ seq }) => seq),
      [2, 1],
    );
  });

  t.test('the room list contains a room’s newest change until a newer message is sent', async (t) => {
    t.match(await readLastChange(), { seq: 4 });
    await postAsAda(`${roomUrl}/messages`, { content: 'hello' });
    t.equal(await readLastChange(), null);
  });

  t.test('the change list stays complete when old room events are no longer stored', async (t) => {
    await api.deps.db.prisma.$executeRaw`DELETE FROM room_events WHERE room_id = ${room.id}`;
    t.equal((await listChanges()).length, 4);
  });

  t.test('a change that adds more than ten people names only ten of them', async (t) => {
    const pupils = Array.from({ length: 12 }, (_, n) => ({ id: newId('user'), name: `Pupil ${n}` }));
    await api.deps.db.prisma.user.createMany({
      data: pupils.map((pupil) => ({ ...pupil, userType: 'Student', issuer: 'test', subject: pupil.id })),
    });
    await postAsAda(`${roomUrl}/members`, { user_ids: pupils.map(({ id }) => id) });
    t.match(await readLastChange(), { added_count: 12 });
    t.equal((await readLastChange())?.added.length, 10);
  });

  t.test('only members can list a room’s changes, and an invalid cursor is refused', async (t) => {
    t.match(await cleo.rest('GET', `${roomUrl}/changes`), {
      status: 404,
      body: { error: { code: 'ROOM_NOT_FOUND' } },
    });
    t.equal((await ben.rest('GET', `${roomUrl}/changes?cursor=x`)).status, 400);
  });
});
