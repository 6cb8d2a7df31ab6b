import fc from 'fast-check';
import t from 'tap';
import { createExcerpt, LIMITS, normalizeContent } from '../src/index.ts';

t.test('normalizing valid message content only trims it', async (t) => {
  t.same(normalizeContent('  héllo 👋\n'), { ok: true, content: 'héllo 👋' });
});

t.test('the length of message content is counted in code points, not in UTF-16 code units', async (t) => {
  t.equal(normalizeContent('👋'.repeat(LIMITS.CONTENT_CODE_POINTS)).ok, true);
  t.equal(normalizeContent('👋'.repeat(LIMITS.CONTENT_CODE_POINTS + 1)).ok, false);
});

for (const [name, bad] of [
  ['empty', ''],
  ['white space alone', ' \t\n\u00a0'],
  ['NUL', 'a\0b'],
  ['a lone surrogate', 'a\ud800b'],
] as const) {
  t.test(`message content is refused with a reason: ${name}`, async (t) => {
    const verdict = normalizeContent(bad);
    t.equal(verdict.ok, false);
    if (!verdict.ok) t.match(verdict.message, /^must /);
  });
}

t.test(
  'accepted message content is trimmed, is not empty, and can be encoded as UTF-8 without loss',
  async (t) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
        const verdict = normalizeContent(raw);
        if (!verdict.ok) return true;
        const decodedContent = new TextDecoder().decode(new TextEncoder().encode(verdict.content));
        return (
          verdict.content.length > 0 &&
          verdict.content.trim() === verdict.content &&
          decodedContent === verdict.content
        );
      }),
    );
    t.pass('for every generated string');
  },
);

t.test(
  'an excerpt contains the first 100 code points of a message and never splits a code point',
  async (t) => {
    t.equal(createExcerpt(null), null);
    t.equal(createExcerpt('short'), 'short');
    t.equal(createExcerpt('👋'.repeat(101)), '👋'.repeat(100));
  },
);
