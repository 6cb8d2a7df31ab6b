import t, { type Test } from 'tap';
import { searchMessages } from '../../src/rooms/queries/search-messages.ts';
import { fillSearchIndex } from '../../src/upkeep/fill-search-index.ts';
import { createSearcher } from '../support/create-searcher.ts';
import { type Fixture, startFixture } from '../support/start-fixture.ts';

// cspell:disable

/**
 * Makes rooms look as if they had many messages, so that searches use the text index instead of reading all index
 * entries.
 */
const pretendManyMessages = ({ db }: Fixture) =>
  db.prisma.$executeRaw`
    WITH r AS (UPDATE rooms SET last_seq = last_seq + 30000 RETURNING id, last_seq)
    UPDATE room_progress p SET indexed_seq = r.last_seq FROM r WHERE r.id = p.room_id`;

/**
 * Runs the checks with each search strategy: before any message is indexed, by reading all index entries of the rooms,
 * and with the text index.
 */
async function runWithEachSearchStrategy(
  t: Test,
  fixture: Fixture,
  checks: (t: Test) => Promise<void>,
): Promise<void> {
  await t.test('search works before messages are indexed', checks);
  await fillSearchIndex(fixture.db);
  await t.test('search works in small rooms, where it reads every index entry', checks);
  await pretendManyMessages(fixture);
  await t.test('search works in large rooms, where it uses the text index', checks);
}

t.test('MSG-9: a search finds text regardless of how people type it', async (t) => {
  const fixture = await startFixture(t);
  const [ada, bob] = await Promise.all([fixture.user('Ada'), fixture.user('Bob')]);
  const roomId = await fixture.group(ada, [bob], 'Garden');
  const hiddenRoomId = await fixture.group(ada, [], 'Hidden');
  const messageTexts = [
    'Der Kürbis wächst',
    '日本語のテスト',
    '100% sure_thing',
    'ПРИВЕТ мир',
    'kürbiskerne',
    'kernel',
    'soft\u00adhyphen and zero\u200bwidth',
    'Cafe\u0301 in İstanbul, Straße 5 (ecke Łódź)',
    'مُحَمَّد في المدرسة',
    "O'Brien’s e-mail",
    'ไปโรงเรียน 고등학교 🎉',
  ].map((text) => text.normalize('NFC'));
  for (const text of messageTexts) await fixture.send(ada, roomId, text);
  await fixture.send(ada, hiddenRoomId, 'kürbis hidden');
  const search = createSearcher(fixture, bob);

  await runWithEachSearchStrategy(t, fixture, async (t) => {
    t.test(
      "search finds parts of words in any script and case, newest first, only in the caller's rooms",
      async (t) => {
        t.same(await search('KÜRBIS'), ['kürbiskerne', 'Der Kürbis wächst']);
        t.same(await search('本語'), ['日本語のテスト']);
        t.same(await search('привет'), ['ПРИВЕТ мир']);
        t.same(await search('ern'), ['kernel', 'kürbiskerne']);
        t.same(await search('wächst der'), ['Der Kürbis wächst'], 'every word, in any order');
        t.same(await search('kürbis', { roomId }), ['kürbiskerne', 'Der Kürbis wächst']);
        await t.rejects(search('kürbis', { roomId: hiddenRoomId }), { code: 'ROOM_NOT_FOUND' });
      },
    );

    t.test(
      'a search ignores accents, vowel signs, apostrophes, and hidden characters in its words and in messages',
      async (t) => {
        for (const q of ['softhyphen', 'soft\u00adhyphen', 'ze\u200browidth', 'zero\u00adwi\u2060dth']) {
          t.same(await search(q), [messageTexts[6]], q);
        }
        for (const q of [
          'cafe',
          'café',
          'CAFE\u0301',
          'istanbul',
          'İSTANBUL',
          'strasse',
          'straße',
          'lodz',
          'łódź',
        ]) {
          t.same(await search(q), [messageTexts[7]], q);
        }
        for (const q of ['محمد', 'مُحَمَّد', 'المدرسة']) t.same(await search(q), [messageTexts[8]], q);
        for (const q of ["o'brien", 'obrien', 'O’Briens', 'e-mail', 'e‑mail'])
          t.same(await search(q), [messageTexts[9]], q);
      },
    );

    t.test(
      'a search word of one or two letters matches only at the start of a word, except in scripts without spaces',
      async (t) => {
        t.same(await search('ec'), [messageTexts[7]], 'after a bracket');
        t.same(await search('ma'), [messageTexts[9]], 'after a hyphen');
        t.same(await search('rn'), []);
        t.same(await search('k'), ['kernel', 'kürbiskerne', 'Der Kürbis wächst']);
        t.same(await search('м'), ['ПРИВЕТ мир']);
        for (const q of ['語', '本語', 'スト', 'テスト']) t.same(await search(q), ['日本語のテスト'], q);
        for (const q of ['รง', 'โรงเรียน', '학교', '교', '🎉']) t.same(await search(q), [messageTexts[10]], q);
        t.same([...(await search('語本')), ...(await search('漢')), ...(await search('🎃'))], []);
      },
    );

    t.test(
      'a hit must contain every word of the search, and more than twenty words are refused',
      async (t) => {
        t.same(await search('kürbis absentword'), []);
        t.same(
          await search(`${'der kürbis wächst '.repeat(6)} absentword`),
          [],
          'the nineteenth word is not dropped',
        );
        t.same(await search('der kürbis wächst '.repeat(6)), ['Der Kürbis wächst']);
        t.same(await search('"kürbis wächst"'), ['Der Kürbis wächst'], 'a phrase');
        t.same(await search('"wächst kürbis"'), []);
        await t.rejects(search('word '.repeat(21)), { code: 'VALIDATION_FAILED' });
      },
    );

    t.test('a search treats characters such as % and _ literally', async (t) => {
      t.same(await search('0%'), ['100% sure_thing']);
      t.same(await search('e_t'), ['100% sure_thing']);
      t.same(await search('０％'), ['100% sure_thing']);
      for (const q of ['n_', '\\', 'n＿', '％n', '＼', '%%', '__', "'; --"]) t.same(await search(q), [], q);
    });

    t.test(
      'a search continues at the cursor, and each hit contains its room and its highlights',
      async (t) => {
        const page = await searchMessages(fixture.deps, { userId: bob, limit: 1, q: 'kern' });
        t.match(JSON.parse(page.items[0] ?? ''), {
          content: 'kernel',
          room_name: 'Garden',
          room_type: 'group',
          peer: null,
          highlights: [[0, 4]],
        });
        t.same(await search('kern', { cursor: page.nextCursor ?? '' }), ['kürbiskerne']);
        await t.rejects(search('kern', { cursor: 'msg_1' }), { code: 'VALIDATION_FAILED' });
      },
    );
  });
});

t.test('MSG-9: operators narrow a search', async (t) => {
  const fixture = await startFixture(t);
  const { db } = fixture;
  const [ada, bob] = await Promise.all([fixture.user('Ada Lovelace'), fixture.user('Bob Łukasz')]);
  const cyd = await fixture.user('Cyd');
  const gardenRoomId = await fixture.group(ada, [bob, cyd], 'Garden Club');
  const directRoomId = await fixture.direct(ada, bob);
  await fixture.send(ada, gardenRoomId, 'see https://school.example/plan');
  await fixture.send(bob, gardenRoomId, 'the plan is good');
  await fixture.send(bob, directRoomId, 'a plan for two: HTTP://x.example');
  const search = createSearcher(fixture, ada);
  const [one, two, three] = [
    'see https://school.example/plan',
    'the plan is good',
    'a plan for two: HTTP://x.example',
  ];

  await runWithEachSearchStrategy(t, fixture, async (t) => {
    t.test('the from: operator accepts a name, an id, or `me`', async (t) => {
      t.same(await search('from:lukasz'), [three, two]);
      t.same(await search('from:"BOB ŁUK"'), [three, two]);
      t.same(await search(`from:${ada} plan`), [one]);
      t.same(await search('from:me'), [one]);
      t.same(await search('from:me from:bob'), [three, two, one], 'either of them');
      t.same(await search('from:nobody plan'), []);
    });
    t.test(
      'the in: operator accepts the name or id of a room, or the name of a direct room’s peer',
      async (t) => {
        t.same(await search('in:garden'), [two, one]);
        t.same(await search(`in:${directRoomId} plan`), [three]);
        t.same(await search('in:łukasz'), [three]);
        t.same(await search('in:elsewhere plan'), []);
        t.same(await search(`in:${directRoomId}`, { as: cyd }), [], 'a room of other people is not found');
      },
    );
    t.test('the operators before:, after:, and has:link work alone and with other operators', async (t) => {
      t.same(await search('after:2020'), [three, two, one]);
      t.same(await search('before:2020 plan'), []);
      t.same(await search('after:2999-01-01'), []);
      t.same(await search('before:2999-01-01 has:link'), [three, one]);
      t.same(await search('has:link from:bob in:"łukasz" after:2020-01 plan two'), [three]);
      t.same(await search('has:link good'), []);
    });
    t.test('a search hit in a direct room names the other member', async (t) => {
      const { items } = await searchMessages(fixture.deps, { userId: ada, limit: 1, q: 'two' });
      t.match(JSON.parse(items[0] ?? ''), {
        room_type: 'direct',
        peer: { user_id: bob, name: 'Bob Łukasz', active: true, user_type: 'Student' },
      });
    });
  });

  t.test('from: with a name that many users share matches only those in the searched rooms', async (t) => {
    const namesakeIds = Array.from({ length: 26 }, (_, n) => `user_${String(n).padStart(26, '0')}`);
    await db.prisma.user.createMany({
      data: namesakeIds.map((id) => ({ id, name: 'Anna Weber', userType: 'Student' })),
    });
    const [anna = ''] = namesakeIds;
    await fixture.send(anna, await fixture.group(ada, [anna], 'Choir'), 'a new song');
    t.same(await search('from:"Anna Weber"'), ['a new song']);
    await fixture.group(ada, namesakeIds, 'Everyone');
    await t.rejects(search('from:anna'), {
      code: 'VALIDATION_FAILED',
      details: [{ message: /more than 25 people/ }],
    });
  });
});
