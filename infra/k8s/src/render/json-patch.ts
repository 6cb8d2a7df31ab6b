export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const areEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Returns the operations of JSON Patch (RFC 6902) that turn one value into another. Arrays of different lengths are
 * replaced as a whole.
 */
export function createPatch(before: unknown, after: unknown, path = ''): PatchOperation[] {
  if (areEqual(before, after)) return [];
  const canCompareItems =
    isObject(before) &&
    isObject(after) &&
    Array.isArray(before) === Array.isArray(after) &&
    (!Array.isArray(before) || before.length === (after as unknown as unknown[]).length);
  if (!canCompareItems) return [{ op: 'replace', path, value: after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): PatchOperation[] => {
    const keyPath = `${path}/${escapeKey(key)}`;
    if (!(key in after)) return [{ op: 'remove', path: keyPath }];
    if (!(key in before)) return [{ op: 'add', path: keyPath, value: after[key] }];
    return createPatch(before[key], after[key], keyPath);
  });
}
