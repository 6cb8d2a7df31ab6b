import t from 'tap';
import { splitMentions } from '../../src/message-text/split-mentions.ts';

const ADA = { id: `user_${'a'.repeat(26)}`, name: 'Ada', isMe: true };
const ADA_BYRON = { id: `user_${'b'.repeat(26)}`, name: 'Ada Byron', isMe: false };
const PERSON_WITH_SYMBOLS_IN_NAME = { id: `user_${'c'.repeat(26)}`, name: 'C++ (test)', isMe: false };
const MENTIONED_PEOPLE = [ADA, ADA_BYRON, PERSON_WITH_SYMBOLS_IN_NAME];

t.test('MENTION-1: a mention matches the longest name, regardless of case', async (t) => {
  t.same(splitMentions('hi @ada byron, @ADA!', MENTIONED_PEOPLE), [
    'hi ',
    { text: '@ada byron', isMe: false },
    ', ',
    { text: '@ADA', isMe: true },
    '!',
  ]);
});

t.test('a mention by id shows the name, and an unknown id is shown as written', async (t) => {
  const unknownMention = `@[user_${'z'.repeat(26)}]`;
  t.same(splitMentions(`@[${ADA.id}] ${unknownMention}`, MENTIONED_PEOPLE), [
    { text: '@Ada', isMe: true },
    ` ${unknownMention}`,
  ]);
});

t.test('a mentioned name ends where a word ends, and may contain any character', async (t) => {
  t.same(splitMentions('@Adam', MENTIONED_PEOPLE), ['@Adam']);
  t.same(splitMentions('@Ada様', MENTIONED_PEOPLE), [{ text: '@Ada', isMe: true }, '様']);
  t.same(splitMentions('@c++ (TEST)', MENTIONED_PEOPLE), [{ text: '@c++ (TEST)', isMe: false }]);
  t.same(splitMentions('@Ada', []), ['@Ada']);
});
