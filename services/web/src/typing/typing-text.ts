import { isolateDirection } from '../ui/bidi-text.ts';

/** Returns a sentence that says who is typing, or an empty string if nobody is. */
export function describeTyping(names: readonly string[]): string {
  const [first, second] = names.map(isolateDirection);
  if (first === undefined) return '';
  if (second === undefined) return `${first} is typing…`;
  if (names.length === 2) return `${first} and ${second} are typing…`;
  return `${first} and ${names.length - 1} others are typing…`;
}
