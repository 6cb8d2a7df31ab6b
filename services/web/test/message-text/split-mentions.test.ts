import t from 'tap';
import { splitMentions } from '../../src/message-text/split-mentions.ts';

const ADA = { id: `user_${'a'.repeat(26)}`, name: 'Ada', isMe: true };
const ADA_BYRON = { id: `user_${'b'.repeat(26)}`, name: 'Ada Byron', isMe: false };
const C_PLUS = { id: `user_${'c'.repeat(26)}`, name: 'C++ (test)', isMe: false };
const PEOPLE = [ADA, ADA_BYRON, C_PLUS];

t.test('MENTION-1: the longest name counts, and case does not matter', async (t) => {
  t.same(splitMentions('hi @ada byron, @ADA!', PEOPLE), [
    'hi ',
    { text: '@ada byron', isMe: false },
    ', ',
    { text: '@ADA', isMe: true },
    '!',
  ]);
});

t.test('a mention by id shows the name, and an unknown id stays as it is', async (t) => {
  const unknown = `@[user_${'z'.repeat(26)}]`;
  t.same(splitMentions(`@[${ADA.id}] ${unknown}`, PEOPLE), [{ text: '@Ada', isMe: true }, ` ${unknown}`]);
});

t.test('a name ends where a word ends, and may contain any character', async (t) => {
  t.same(splitMentions('@Adam', PEOPLE), ['@Adam']);
  t.same(splitMentions('@Ada様', PEOPLE), [{ text: '@Ada', isMe: true }, '様']);
  t.same(splitMentions('@c++ (TEST)', PEOPLE), [{ text: '@c++ (TEST)', isMe: false }]);
  t.same(splitMentions('@Ada', []), ['@Ada']);
});
