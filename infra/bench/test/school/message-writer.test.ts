import t from 'tap';
import { MessageWriter } from '../../src/school/message-writer.ts';
import { createSeededRandomNumberSource } from '../../src/school/random.ts';

const writeMessages = (seed: number): string[] => {
  const messageWriter = new MessageWriter(createSeededRandomNumberSource(seed));
  return Array.from({ length: 2_000 }, () => messageWriter.write());
};

t.test('message writers with the same seed write the same messages', async (t) => {
  t.same(writeMessages(1), writeMessages(1));
  t.notSame(writeMessages(1), writeMessages(2));
});

t.test('generated messages mix writing systems, links, and both frequent and rare words', async (t) => {
  const messages = writeMessages(3);
  for (const script of [
    /\p{Script=Han}/u,
    /\p{Script=Hiragana}/u,
    /\p{Script=Cyrillic}/u,
    /\p{Script=Arabic}/u,
    /ł/,
    /https:/,
  ]) {
    t.ok(
      messages.some((message) => script.test(message)),
      `${script}`,
    );
  }
  const countByWord = new Map<string, number>();
  for (const word of messages.flatMap((message) => message.split(' ')))
    countByWord.set(word, (countByWord.get(word) ?? 0) + 1);
  t.ok(Math.max(...countByWord.values()) > 200, 'a frequent word');
  t.ok([...countByWord.values()].filter((count) => count === 1).length > 1_000, 'many rare words');
});
