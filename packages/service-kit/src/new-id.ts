import { randomFillSync } from 'node:crypto';
import type { IdKind } from '@kcs/contracts';
import { monotonicFactory } from 'ulid';

const randomBytes = new Uint8Array(1_024);
let usedByteCount = randomBytes.length;

/**
 * Returns a cryptographic random number in [0, 1), taken from a pool. An id needs 16 random numbers. The library would
 * ask the operating system for each of them, which costs 40 µs per id.
 */
function takeRandomNumber(): number {
  if (usedByteCount === randomBytes.length) {
    randomFillSync(randomBytes);
    usedByteCount = 0;
  }
  const randomByte = randomBytes[usedByteCount] ?? 0;
  usedByteCount += 1;
  return randomByte / 256;
}

const createUlid = monotonicFactory(takeRandomNumber);

/**
 * Returns a new id, which consists of the kind of object, an underscore, and a lowercase ULID. The ids that one process
 * creates sort in the order of their creation.
 */
export function newId(kind: IdKind): string {
  return `${kind}_${createUlid().toLowerCase()}`;
}
