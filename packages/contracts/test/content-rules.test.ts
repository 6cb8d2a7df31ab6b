import fc from 'fast-check';
import t from 'tap';
import {
  createExcerpt,
  findMetadataProblem,
  findSignalProblem,
  LIMITS,
  normalizeContent,
} from '../src/index.ts';

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

t.test('metadata is refused if it has too many bytes or values that PostgreSQL cannot store', async (t) => {
  t.equal(findMetadataProblem({ width: 3, name: 'ü' }), undefined);
  t.equal(findMetadataProblem({ path: 'C:\\u0000' }), undefined, 'a backslash before u0000 is text, not NUL');
  t.match(findMetadataProblem({ big: 'x'.repeat(LIMITS.METADATA_BYTES) }), /at most 8192 bytes/);
  t.match(findMetadataProblem({ big: 'ü'.repeat(LIMITS.METADATA_BYTES / 2) }), /at most 8192 bytes/);
  const createNestedMetadata = (levels: number) =>
    JSON.parse(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`);
  t.equal(findMetadataProblem(createNestedMetadata(4_000)), undefined);
  t.match(findMetadataProblem(createNestedMetadata(30_000)), /at most 8192 bytes/);
  t.match(findMetadataProblem({ a: ['\0'] }), /NUL/);
  t.match(findMetadataProblem({ '\ud800': 1 }), /Unicode/);
});

t.test(
  'the metadata limit counts every digit of a number, because numbers are stored and sent without exponents',
  async (t) => {
    const numbersWithDigitCount: [number: number, digits: number][] = [
      [0.000001, 8],
      [5e-324, 326],
      [-1.25e-7, 12],
      [123456789012345680000, 21],
      [-1e21, 23],
      [1.7976931348623157e308, 309],
    ];
    for (const [number, digits] of numbersWithDigitCount) {
      const createMetadataWithTextLength = (length: number) => ({
        n: [number, number],
        t: 'x"1e99'.padEnd(length, 'x'),
      });
      const longestAllowedTextLength =
        LIMITS.METADATA_BYTES - 2 * digits - JSON.stringify({ n: ['', ''], t: '"' }).length + 5;
      t.equal(
        findMetadataProblem(createMetadataWithTextLength(longestAllowedTextLength)),
        undefined,
        String(number),
      );
      t.match(
        findMetadataProblem(createMetadataWithTextLength(longestAllowedTextLength + 1)),
        /without an exponent/,
        String(number),
      );
    }
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

t.test('metadata with a field that could change a prototype is refused at any depth', async (t) => {
  const deeplyNestedMetadataJson = `${'{"a":['.repeat(200)}{"__proto__":1}${']}'.repeat(200)}`;
  for (const json of [
    '{"__proto__":{"admin":true}}',
    '{"__proto__":null}',
    '{"\\u005f_proto__":1}',
    '{"a":{"__proto__":1}}',
    '{"a":[1,[{"__proto__":[]}]]}',
    '{"constructor":{"prototype":{"a":1}}}',
    '{"a":{"constructor":{"prototype":null}}}',
    deeplyNestedMetadataJson,
  ]) {
    t.match(findMetadataProblem(JSON.parse(json)), /__proto__/, json.slice(0, 60));
  }
  for (const json of [
    '{"a":"__proto__"}',
    '{"constructor":"Gaudí","prototype":1}',
    '{"\\"__proto__":1}',
    '{"proto":{}}',
    '{"toString":1}',
  ]) {
    t.equal(findMetadataProblem(JSON.parse(json)), undefined, json);
  }
});

t.test('a signal may have at most 32 KiB as JSON, and no field that could change a prototype', async (t) => {
  const emptySignalBytes = JSON.stringify({ sdp: '' }).length;
  t.equal(findSignalProblem({ sdp: 'x'.repeat(LIMITS.SIGNAL_BYTES - emptySignalBytes) }), undefined);
  t.match(
    findSignalProblem({ sdp: 'x'.repeat(LIMITS.SIGNAL_BYTES - emptySignalBytes + 1) }),
    /at most 32768 bytes/,
  );
  t.match(findSignalProblem({ sdp: 'ä'.repeat(LIMITS.SIGNAL_BYTES / 2) }), /at most 32768 bytes/);
  t.match(findSignalProblem(JSON.parse('{"a":[{"__proto__":{}}]}')), /__proto__/);
  t.equal(findSignalProblem({ candidate: null }), undefined);
});
