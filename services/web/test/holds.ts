import fc from 'fast-check';
import type { Test } from 'tap';

/** Judges a property by `node:assert` inside it, so that a failure is shrunk to its smallest case. */
export function holds<T>(t: Test, property: fc.IProperty<T>): void {
  fc.assert(property);
  t.pass('for all cases tried');
}
