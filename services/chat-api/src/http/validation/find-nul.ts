/**
 * Returns a JSON pointer to a string that contains a NUL character, or to an object that has one in a property name.
 * Returns undefined if there is none. PostgreSQL cannot store NUL characters. The function is not recursive, so deeply
 * nested objects cannot overflow the stack.
 */
export function findFieldWithNul(value: unknown): string | undefined {
  const unvisitedValues: [value: unknown, pointer: string][] = [[value, '']];
  for (let entry = unvisitedValues.pop(); entry; entry = unvisitedValues.pop()) {
    const [part, pointer] = entry;
    if (typeof part === 'string') {
      if (part.includes('\0')) return pointer;
    } else if (typeof part === 'object' && part !== null) {
      for (const [name, child] of Object.entries(part)) {
        if (name.includes('\0')) return pointer;
        if (typeof child !== 'number') unvisitedValues.push([child, `${pointer}/${name}`]);
      }
    }
  }
  return undefined;
}
