// cspell:ignore josé łukasz brien zoë jose
import { findMentions } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { findMentionedMembers } from '../../src/rooms/rows/find-mentioned-members.ts';
import { startFixture } from '../support/start-fixture.ts';

const MEMBER_NAMES = [
  'Li',
  'Li Na',
  'X',
  'José',
  'Jose\u0301 P.',
  'Łukasz',
  'O’Brien',
  'Zoë Ma\u00dfen',
  '山田',
  '한국',
  'Max',
  'Max',
];
const SAMPLE_TEXT_COUNT = 300;

t.test('the database query finds the same mentions as a check of every member (MENTION-1)', async (t) => {
  const { db, user, group } = await startFixture(t);
  const owner = await user('Owner');
  const members = await Promise.all(MEMBER_NAMES.map(async (name) => ({ id: await user(name), name })));
  await user('Outsider');
  const roomId = await group(
    owner,
    members.map(({ id }) => id),
  );

  const typedNames = MEMBER_NAMES.flatMap((name) => [name, name.normalize('NFD'), name.toUpperCase()]);
  const bracketedIds = members.slice(0, 2).map(({ id }) => `[${id}]`);
  const textPieceArbitrary = fc.constantFrom(
    '@',
    '＠',
    ' ',
    '.',
    '`',
    '\n',
    'a',
    "'",
    '\u0301',
    '\u00ad',
    'Outsider',
    ...typedNames,
    ...bracketedIds,
  );
  for (const text of fc.sample(fc.string({ unit: textPieceArbitrary, maxLength: 12 }), SAMPLE_TEXT_COUNT)) {
    const foundMemberIds = await findMentionedMembers(db.prisma, roomId, text);
    const expectedMemberIds = findMentions(text, members);
    t.same(foundMemberIds.sort(), expectedMemberIds.sort(), JSON.stringify(text));
  }
});
