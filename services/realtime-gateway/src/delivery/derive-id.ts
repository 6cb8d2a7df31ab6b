import { createHash } from 'node:crypto';

const ID_CHARACTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Returns an id of 26 characters `[0-9a-z]`, derived from a hash of the text. */
export function deriveId(text: string): string {
  const hash = createHash('sha256').update(text).digest();
  let id = '';
  for (let at = 0; at < 26; at += 1) id += ID_CHARACTERS[(hash[at] as number) % 36];
  return id;
}
