import fc from 'fast-check';
import t from 'tap';
import { findMentions } from '../../src/index.ts';

const createUserId = (n: number): string => `user_${String(n).padStart(26, '0')}`;
const members = [
  { id: createUserId(1), name: 'Ann' },
  { id: createUserId(2), name: 'Ann Lee' },
  { id: createUserId(3), name: 'ann lee' },
  { id: createUserId(4), name: '山田' },
  { id: createUserId(5), name: 'Zoë O’Hara (4b)' },
];
const findMentionedMemberNumbers = (text: string): number[] =>
  findMentions(text, members).map((one) => Number(one.slice(5)));

t.test(
  'a mention matches the longest possible name, ignoring case, and mentions every member with that name',
  async (t) => {
    t.same(findMentionedMemberNumbers('hi @ANN LEE!'), [2, 3]);
    t.same(findMentionedMemberNumbers('hi @ann, and @Ann Leeward'), [1], 'a longer word is another name');
    t.same(findMentionedMemberNumbers('@zoë o’hara (4b) please'), [5]);
  },
);

t.test(
  'a mention matches only a whole name, which Japanese text may follow or precede without a space',
  async (t) => {
    t.same(findMentionedMemberNumbers('@Annabel'), []);
    t.same(findMentionedMemberNumbers('@山田さん、こんにちは'), [4]);
    t.same(findMentionedMemberNumbers('お願い@山田'), [4]);
  },
);

t.test('a mention by id is found only if the id belongs to a member', async (t) => {
  t.same(findMentionedMemberNumbers(`@[${createUserId(5)}] @[${createUserId(9)}] @[user_x]`), [5]);
});

t.test('an email address in a text mentions nobody', async (t) => {
  t.same(findMentionedMemberNumbers('write to bob@Ann please'), []);
});

t.test('findMentions returns each mentioned member once, in the order of the text', async (t) => {
  t.same(findMentionedMemberNumbers('@山田 @ann @山田'), [4, 1]);
});

// cspell:disable
const memberNames = [
  'Anna',
  'Jose',
  'Max',
  'D',
  "D'Angelo",
  'Max Weber',
  'Li',
  'Zoë',
  'สมชาย',
  'Ali',
  'Anna-Lena K.',
  '山田',
  'Sean O´Brien',
  'Ben  Okri',
];
const namedMembers = memberNames.map((name) => ({ id: name, name }));

const MENTION_CASES: readonly (readonly [text: string, mentioned: readonly string[], rule: string])[] = [
  ['@Anna-Lena hi', [], 'a hyphen and a letter continue a name'],
  ['@Anna\u2011Lena hi', [], 'a non-breaking hyphen and a letter continue a name'],
  ['@Anna-Lena K. hi', ['Anna-Lena K.'], 'a name may contain a hyphen'],
  ['@Anna- please', ['Anna'], 'a hyphen alone does not continue a name'],
  ['@Jose\u0301 hi', [], 'a combining mark makes another letter'],
  ['@Josés', [], 'an accent makes another letter'],
  ['@Max\u0332', [], 'a mark that cannot be composed makes another letter'],
  ['@Zoe\u0308 hi', ['Zoë'], 'the Unicode form does not matter'],
  ['@ZOË', ['Zoë'], 'letter case does not matter'],
  ['@Ma\u00adx', ['Max'], 'invisible characters do not matter'],
  ['＠Max', ['Max'], 'the width of a character does not matter'],
  ['@D’Angelo', ["D'Angelo"], 'the kind of apostrophe does not matter'],
  ["@Sean O'Brien hi", ['Sean O´Brien'], 'a name may have an accent in place of an apostrophe'],
  ['@D´Angelo', ["D'Angelo"], 'people may type an accent in place of an apostrophe'],
  ['@D′Angelo', ["D'Angelo"], 'people may type a prime in place of an apostrophe'],
  ['@D`Angelo', ["D'Angelo"], 'people may type a backtick in place of an apostrophe'],
  ['@Ben Okri', ['Ben  Okri'], 'the number of spaces in a name does not matter'],
  ['@Max  Weber', ['Max Weber'], 'the number of spaces in a text does not matter'],
  ['@Anna\u2011Lena K. hi', ['Anna-Lena K.'], 'the kind of hyphen does not matter'],
  ['@Max–danke', ['Max'], 'a dash ends a name'],
  ["@Anna's book", ['Anna'], 'a possessive does not continue a name'],
  ["@Max'", ['Max'], 'a quotation mark does not continue a name'],
  ["@Li'an", [], 'an apostrophe and a letter continue a name'],
  ['_@Max_ *@Anna* (@Li)', ['Max', 'Anna', 'Li'], 'punctuation does not continue a name'],
  ['@Max_2', [], 'an underscore and a letter continue a name'],
  ['@Maxさん @สมชายครับ', ['Max', 'สมชาย'], 'scripts without spaces do not continue a name'],
  ['@Max, @Anna. @Li! @Ali?', ['Max', 'Anna', 'Li', 'Ali'], 'a sentence may continue after a name'],
  ['@Anna@Max', ['Anna', 'Max'], 'mentions may follow each other'],
  ['@Max Weber', ['Max Weber'], 'the longest name counts'],
  ['@Max Webern', ['Max'], 'a longer name must end at a boundary too'],
  ['Danke.@Max', ['Max'], 'a dot does not make an email address'],
  ['-@Max', ['Max'], 'a list item may begin with a mention'],
  ['anna@Max', [], 'a word before the sign makes an email address'],
  ['josé@Max', [], 'the address may have accents'],
  ['anna+school@Max', [], 'the address may have signs'],
  ['anna_@Max', [], 'the address may end in a sign'],
  ['`@Max`', [], 'a code span mentions nobody'],
  ['``a ` @Max``', [], 'a code span may contain backticks'],
  ['`a` @Max `b`', ['Max'], 'text between code spans mentions people'],
  ['` @Max', ['Max'], 'a backtick alone begins no code'],
  ['` a\n\n@Max `', ['Max'], 'a code span ends with its paragraph'],
  ['```\n@Max\n```', [], 'a code block mentions nobody'],
  ['```ts\n@Max\n``\n@Anna', [], 'a code block without an end reaches the end'],
  ['```\n@Max\n````\n@Anna', ['Anna'], 'text after a code block mentions people'],
  ['```@Max``` @Anna', ['Anna'], 'a code span may have three backticks'],
  ['https://video.example/@Max', [], 'an address mentions nobody'],
  ['https://x.example/?q=@Max', [], 'the query of an address mentions nobody'],
  ['HTTPS://X.EXAMPLE/@Max', [], 'the case of a scheme does not matter'],
  ['看https://x.example/@Max', [], 'an address may follow another script'],
  ['www.x.example/@Max', [], 'an address may begin with www'],
  ['x.example/@Max', [], 'an address may have no scheme'],
  ['https://user@Max.example', [], 'an address may contain a user'],
  ['mailto:@Max', [], 'a mail address mentions nobody'],
  ['https://x.example/a @Max', ['Max'], 'a space ends an address'],
  ['https://x.example/a，@Max', ['Max'], 'punctuation of scripts without spaces ends an address'],
  ['Anna/@Max', ['Max'], 'a slash alone is no address'],
  ['@', [], 'a sign alone mentions nobody'],
];
// cspell:enable

for (const [text, mentioned, rule] of MENTION_CASES) {
  t.test(`findMentions finds the right members in ${JSON.stringify(text)}, because ${rule}`, async (t) => {
    t.same(findMentions(text, namedMembers), mentioned);
  });
}

const MEMBER_COUNT = 5_000;
const MAX_FIND_MENTIONS_MS = 30;

t.test('findMentions takes only a few milliseconds, even for hostile text in a large group', async (t) => {
  const membersOfLargeGroup = Array.from({ length: MEMBER_COUNT }, (_, n) => ({
    id: `user_${n}`,
    name: `Student ${'x'.repeat(n % 150)}${n}`,
  }));
  const hostileTexts = [
    '@'.repeat(4_000),
    '@S'.repeat(2_000),
    '@Student xx '.repeat(333),
    '`@'.repeat(2_000),
    'a.'.repeat(2_000),
  ];
  for (const text of [
    ...hostileTexts,
    'a@'.repeat(2_000),
    '-'.repeat(4_000),
    '`'.repeat(4_000),
    '`` ` '.repeat(800),
  ]) {
    let shortestCpuMs = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 5 && shortestCpuMs > MAX_FIND_MENTIONS_MS; run += 1) {
      const cpuUsageBefore = process.cpuUsage();
      findMentions(text, membersOfLargeGroup);
      shortestCpuMs = Math.min(shortestCpuMs, process.cpuUsage(cpuUsageBefore).user / 1_000);
    }
    t.ok(
      shortestCpuMs <= MAX_FIND_MENTIONS_MS,
      `${JSON.stringify(text.slice(0, 12))}…: ${shortestCpuMs} ms of CPU time`,
    );
  }
});

t.test('findMentions finds a mention at any position between other words', async (t) => {
  const wordsArbitrary = fc.array(fc.constantFrom('hello', 'to', 'you', '山', '😀', '.', ',', '(', '\n'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      wordsArbitrary,
      fc.constantFrom('Anna', 'Max Weber', 'Zoë', '山田'),
      wordsArbitrary,
      (before, name, after) => {
        const text = [...before, `@${name}`, ...after].join(' ');
        return findMentions(text, namedMembers).join() === name;
      },
    ),
  );
  t.pass('for every generated text');
});

t.test('for random text, findMentions returns only ids of members, each once', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('@', '@Ann', ' Lee', `@[${createUserId(2)}]`))),
      (parts) => {
        const mentionedIds = findMentions(parts.join(''), members);
        return (
          new Set(mentionedIds).size === mentionedIds.length &&
          mentionedIds.every((one) => members.some((m) => m.id === one))
        );
      },
    ),
  );
  t.pass('for every generated text');
});
