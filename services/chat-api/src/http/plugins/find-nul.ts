/**
 * Where a value holds the NUL character, as a JSON pointer; PostgreSQL stores none in any text. Walks without
 * recursion, so that a deeply nested value costs memory and no stack.
 */
export function findNul(value: unknown): string | undefined {
  const open: [value: unknown, at: string][] = [[value, '']];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const [part, at] = entry;
    if (typeof part === 'string') {
      if (part.includes('\0')) return at;
    } else if (typeof part === 'object' && part !== null) {
      for (const [name, inside] of Object.entries(part)) {
        if (name.includes('\0')) return at;
        if (typeof inside !== 'number') open.push([inside, `${at}/${name}`]);
      }
    }
  }
  return undefined;
}
