import t from 'tap';
import { findMetadataProblem, findSignalProblem, LIMITS } from '../src/index.ts';

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

t.test(
  'a number that JSON.parse reads as infinity is refused, and the message names its place',
  async (t) => {
    for (const findProblem of [findMetadataProblem, findSignalProblem]) {
      t.match(findProblem(JSON.parse('{"a":{"b/c~":[1,-1e999]}}')), /the number at "\/a\/b~1c~0\/1"/);
      t.match(findProblem({ width: Number.NaN }), /the number at "\/width"/);
      t.equal(findProblem(JSON.parse('{"a":[1e308,"1e999"],"1e999":null}')), undefined);
    }
  },
);
