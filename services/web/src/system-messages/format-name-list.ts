import { isolateDirection } from '../ui/bidi-text.ts';

interface PersonInChange {
  readonly user_id: string;
  readonly name: string | null;
}

/**
 * Joins the names of `people` into one phrase. If `count` is greater than the number of names, the phrase ends with the
 * number of the remaining people, as in "Bob and 2 others".
 */
export function formatNameList(people: readonly PersonInChange[], count: number, myId: string): string {
  const displayNames = people.map(({ user_id, name }) =>
    user_id === myId ? 'you' : name ? isolateDirection(name) : 'someone',
  );
  const unnamedCount = count - displayNames.length;
  const phraseParts =
    unnamedCount > 0
      ? [...displayNames, `${unnamedCount} ${unnamedCount === 1 ? 'other' : 'others'}`]
      : displayNames;
  return phraseParts.length > 1
    ? `${phraseParts.slice(0, -1).join(', ')} and ${phraseParts.at(-1)}`
    : (phraseParts[0] ?? '');
}
