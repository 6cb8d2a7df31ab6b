// cspell:ignore jürgen jurgen strasse müller
import { newId } from '@kcs/service-kit';
import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import type { Prisma } from '../../src/generated/client.ts';
import { listUsers } from '../../src/identity/queries/list-users.ts';
import { startApi } from '../support/start-api.ts';
import { startFixture } from '../support/start-fixture.ts';

interface FoundPerson {
  readonly id: string;
  readonly name: string;
}

t.test('AUTH-16: a search finds people regardless of how their names are typed', async (t) => {
  const api = await startApi(t);
  const { admin } = api;
  const { prisma } = api.deps.db;
  const createPerson = async (name: string, fields: { active?: boolean; email?: string } = {}) => {
    const id = newId('user');
    await prisma.user.create({ data: { id, name, userType: 'Student', ...fields } });
    return id;
  };
  // cspell:disable
  const createdUserNames = [
    'Max Weber',
    'Ngô Thị',
    'O’Brien',
    'Łukasz',
    'Anna Straße',
    'Zoe\u0308 Test',
    'İpek',
    'مُحَمَّد',
    '山田太郎',
    'So\u00adft',
    '50%_\\',
  ];
  for (const name of createdUserNames) await createPerson(name);
  const ada = await api.user({ name: 'Ada' });
  const findUserNames = async (user: typeof ada, query: Record<string, string>) => {
    const { body } = await user.rest('GET', `/users?${new URLSearchParams(query)}`);
    return body.data.map(({ name }: FoundPerson) => name);
  };

  const EXPECTED_NAME_BY_SEARCH: Record<string, string> = {
    'weber max': 'Max Weber',
    'MAX  web': 'Max Weber',
    ngo: 'Ngô Thị',
    'thi ngo': 'Ngô Thị',
    "o'brien": 'O’Brien',
    obrien: 'O’Brien',
    lukasz: 'Łukasz',
    strasse: 'Anna Straße',
    zoë: 'Zoe\u0308 Test',
    'zoe\u0308': 'Zoe\u0308 Test',
    ipek: 'İpek',
    محمد: 'مُحَمَّد',
    太郎: '山田太郎',
    田: '山田太郎',
    ｍａｘ: 'Max Weber',
    soft: 'So\u00adft',
    '%_\\': '50%_\\',
  };
  // cspell:enable
  for (const [search, name] of Object.entries(EXPECTED_NAME_BY_SEARCH)) {
    t.test(`a search for "${search}" finds ${name}`, async (t) => {
      t.same(await findUserNames(ada, { search }), [name]);
      t.same(await findUserNames(admin, { search }), [name]);
    });
  }

  t.test(
    'a search finds names that contain all of its words, and a search without letters finds everyone',
    async (t) => {
      t.same(await findUserNames(ada, { search: 'max strasse' }), []);
      const allNames = await findUserNames(ada, { limit: '100' });
      t.same(await findUserNames(ada, { limit: '100', search: ' ’\u200b ' }), allNames);
    },
  );

  t.test('an Admin can find a person by words from the name and the email', async (t) => {
    await createPerson('Gül', { email: 'gulsen@elsewhere.example' });
    t.same(await findUserNames(admin, { search: 'gul elsewhere' }), ['Gül']);
    t.same(await findUserNames(ada, { search: 'elsewhere' }), []);
  });

  t.test(
    'a search for active accounts finds them even if deactivated ones would fill the page',
    async (t) => {
      for (let n = 0; n < 6; n += 1) await createPerson('Same Name', { active: n === 5 });
      t.equal((await findUserNames(admin, { search: 'same', limit: '4' })).length, 4);
      t.same(await findUserNames(admin, { search: 'same', limit: '4', active: 'true' }), ['Same Name']);
      t.equal((await findUserNames(admin, { search: 'same', active: 'false' })).length, 5);
      t.same(await findUserNames(ada, { search: 'same', active: 'false' }), []);
      t.equal((await ada.rest('GET', '/users?active=perhaps')).status, 400);
    },
  );

  t.test('a search that leaves out the members of a room returns everyone else, page by page', async (t) => {
    const pupilIds = await Promise.all(Array.from({ length: 9 }, () => createPerson('Pupil')));
    const roomBody = { room_type: 'group', name: 'Class', member_ids: pupilIds.slice(0, 5) };
    const roomId = (await ada.rest('POST', '/chat/rooms', roomBody)).body.data.id;
    const foundUserIds: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `search=pupil&not_in_room=${roomId}&limit=3${cursor && `&cursor=${cursor}`}`;
      const { body } = await ada.rest('GET', `/users?${query}`);
      foundUserIds.push(...body.data.map(({ id }: FoundPerson) => id));
      cursor = body.page.next_cursor;
    }
    t.same(foundUserIds, pupilIds.slice(5).sort());
    const stranger = await api.user();
    t.match(await stranger.rest('GET', `/users?not_in_room=${roomId}`), {
      status: 404,
      body: { error: { code: 'ROOM_NOT_FOUND' } },
    });
    t.equal((await ada.rest('GET', '/users?not_in_room=room_1')).status, 400);
  });
});

const PEOPLE_COUNT = 20_000;

t.test('a search among 20,000 people never scans the whole table of users', async (t) => {
  const database = await startTestDatabase(t);
  const { db } = await startFixture(t, { databaseUrl: database.url });
  // The connections of chat-api would cancel these statements after 10 s, which they can take on a busy machine.
  await database.query(
    `INSERT INTO users (id, name, email, user_type)
    SELECT 'user_' || lpad(n::text, 26, '0'), 'Jürgen Müller ' || md5(n::text), md5(n::text) || '@school.example', 'Student'
    FROM generate_series(1, $1::integer) n`,
    [PEOPLE_COUNT],
  );
  await database.query(`INSERT INTO users (id, name, user_type) VALUES ($1, 'Ngô Thị Weber', 'Student')`, [
    newId('user'),
  ]);
  await database.query('VACUUM ANALYZE users');

  const countSequentialScans = async (tx: Prisma.TransactionClient) => {
    const [row] = await tx.$queryRaw<{ scans: number }[]>`
      SELECT seq_scan::integer AS scans FROM pg_stat_xact_user_tables WHERE relname = 'users'`;
    return row?.scans ?? 0;
  };
  for (const isAdmin of [false, true]) {
    for (const [search, count] of [
      ['weber ngo', 1],
      ['muller jurgen', 20],
      ['no such person', 0],
      ['', 20],
    ] as const) {
      t.test(
        `a search for "${search}" by ${isAdmin ? 'an Admin' : 'a user'} needs no full table scan`,
        async (t) => {
          const viewer = { id: newId('user'), isAdmin };
          await db.transaction(async (tx) => {
            const scansBefore = await countSequentialScans(tx);
            const { items } = await listUsers({ db: { prisma: tx as never } }, { viewer, search, limit: 20 });
            t.equal(items.length, count);
            t.equal(await countSequentialScans(tx), scansBefore);
          });
        },
      );
    }
  }
});
