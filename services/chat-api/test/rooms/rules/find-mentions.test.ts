import fc from 'fast-check';
import t from 'tap';
import { findMentions } from '../../../src/rooms/rules/find-mentions.ts';

const id = (n: number): string => `user_${String(n).padStart(26, '0')}`;
const members = [
  { id: id(1), name: 'Ann' },
  { id: id(2), name: 'Ann Lee' },
  { id: id(3), name: 'ann lee' },
  { id: id(4), name: '山田' },
  { id: id(5), name: 'Zoë O’Hara (4b)' },
];
const found = (text: string): number[] => findMentions(text, members).map((one) => Number(one.slice(5)));

t.test(
  'a mention matches the longest name, ignoring case, and mentions everyone with that name',
  async (t) => {
    t.same(found('hi @ANN LEE!'), [2, 3]);
    t.same(found('hi @ann, and @Ann Leeward'), [1], 'a longer word is another name');
    t.same(found('@zoë o’hara (4b) please'), [5]);
  },
);

t.test('a mentioned name ends at a word boundary, even in scripts without spaces', async (t) => {
  t.same(found('@Annabel'), []);
  t.same(found('@山田さん、こんにちは'), [4]);
  t.same(found('お願い@山田'), [4]);
});

t.test('a mention by id works only for members', async (t) => {
  t.same(found(`@[${id(5)}] @[${id(9)}] @[user_x]`), [5]);
});

t.test('an email address mentions nobody', async (t) => {
  t.same(found('write to bob@Ann please'), []);
});

t.test('each member is mentioned once, in order of appearance', async (t) => {
  t.same(found('@山田 @ann @山田'), [4, 1]);
});

t.test('random text mentions only members, each once', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('@', '@Ann', ' Lee', `@[${id(2)}]`))),
      (parts) => {
        const mentions = findMentions(parts.join(''), members);
        return (
          new Set(mentions).size === mentions.length &&
          mentions.every((one) => members.some((m) => m.id === one))
        );
      },
    ),
  );
});
