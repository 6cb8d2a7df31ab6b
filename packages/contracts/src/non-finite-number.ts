/**
 * Returns a JSON pointer to a number that is not finite; undefined if there is none. `JSON.parse` reads a number above
 * 1.8e308, such as 1e999, as infinity, and `JSON.stringify` would silently write it as null. Uses a loop, because recursion
 * over deep nesting could overflow the stack.
 */
function findNonFiniteNumber(data: object): string | undefined {
  const unvisitedValues: [value: unknown, pointer: string][] = [[data, '']];
  for (let entry = unvisitedValues.pop(); entry; entry = unvisitedValues.pop()) {
    const [value, pointer] = entry;
    if (typeof value === 'number' && !Number.isFinite(value)) return pointer;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, child] of Object.entries(value)) {
      if (typeof child === 'string') continue;
      unvisitedValues.push([child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`]);
    }
  }
  return undefined;
}

/** Returns why free JSON with such a number is not allowed; undefined if all numbers are finite. */
export function findNumberProblem(data: object): string | undefined {
  const pointer = findNonFiniteNumber(data);
  return pointer === undefined
    ? undefined
    : `must contain only numbers up to 1.8e308. Correct the number at "${pointer}".`;
}
