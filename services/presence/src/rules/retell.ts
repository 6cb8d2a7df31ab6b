/** How often the rooms of a person are asked for before a change is told without them: 16 to 25 s in all. */
export const MAX_ATTEMPTS = 6;
const BASE_MS = 500;
const MAX_MS = 8000;

/** What to do when it is not known whom a change concerns: wait so long (before jitter), or tell it to nobody else. */
export function retell(failedAttempts: number): { afterMs: number } | 'without-rooms' {
  if (failedAttempts + 1 >= MAX_ATTEMPTS) return 'without-rooms';
  return { afterMs: Math.min(MAX_MS, BASE_MS * 2 ** failedAttempts) };
}
