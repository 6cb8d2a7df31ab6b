import t from 'tap';
import { findFieldWithNul } from '../../../src/http/validation/find-nul.ts';

t.test('a NUL character is found in any string or field name, at any depth', async (t) => {
  t.equal(findFieldWithNul({ a: [1, 'x', { b: 'y' }], c: null }), undefined);
  t.equal(findFieldWithNul({ a: [1, { b: 'y\0' }] }), '/a/1/b');
  t.equal(findFieldWithNul({ a: { 'b\0': 1 } }), '/a');
  let nestedValue: unknown = 'x\0';
  for (let depth = 0; depth < 20_000; depth++) nestedValue = [nestedValue];
  t.equal(findFieldWithNul(nestedValue), '/0'.repeat(20_000), 'without exhausting the stack');
});
