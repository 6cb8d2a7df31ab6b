import { toComparableText } from './comparable-text.ts';
import { SCRIPTS_WITHOUT_SPACES } from './scripts-without-spaces.ts';

export interface NamedMember {
  readonly id: string;
  readonly name: string;
}
const SPACED_SCRIPT_LETTER_PATTERN = `(?![${SCRIPTS_WITHOUT_SPACES}])[\\p{L}\\p{N}]`;
/**
 * Matches text that directly follows a member's name and makes the name part of a longer one, so that the member is not
 * mentioned. Such text is a letter or digit, possibly after a hyphen, an underscore, or an apostrophe. It can also be a
 * combining mark, an emoji modifier, or a zero-width joiner. A possessive `'s` does not make a name longer.
 */
const NAME_CONTINUATION_PATTERN = new RegExp(
  `[\\p{M}\\p{Emoji_Modifier}\\u200d]|${SPACED_SCRIPT_LETTER_PATTERN}|[-\\u2010\\p{Pc}]${SPACED_SCRIPT_LETTER_PATTERN}|'(?!s(?![\\p{L}\\p{N}]))${SPACED_SCRIPT_LETTER_PATTERN}`,
  'uy',
);

const NAME_START_LENGTH = 2;

interface NamesWithSameStart {
  readonly idsByName: Map<string, string[]>;
  /** The distinct lengths of the names that begin with the same characters, longest first. */
  readonly lengths: number[];
}

/** Indexes member names by their first two characters, so that only a few names are compared at each `@`. */
export class MemberNameIndex {
  readonly ids: ReadonlySet<string>;
  readonly #byStart = new Map<string, NamesWithSameStart>();

  constructor(members: readonly NamedMember[]) {
    this.ids = new Set(members.map(({ id }) => id));
    for (const { id, name: memberName } of members) {
      const comparableName = toComparableText(memberName);
      if (comparableName === '') continue;
      const nameStart = comparableName.slice(0, NAME_START_LENGTH);
      const namesWithStart = this.#byStart.get(nameStart) ?? {
        idsByName: new Map<string, string[]>(),
        lengths: [],
      };
      this.#byStart.set(nameStart, namesWithStart);
      const memberIdsWithSameName = namesWithStart.idsByName.get(comparableName);
      if (memberIdsWithSameName) memberIdsWithSameName.push(id);
      else namesWithStart.idsByName.set(comparableName, [id]);
      if (!namesWithStart.lengths.includes(comparableName.length))
        namesWithStart.lengths.push(comparableName.length);
    }
    for (const { lengths } of this.#byStart.values()) lengths.sort((a, b) => b - a);
  }

  /**
   * Returns the ids of the members who have the longest name that begins at index `from` and ends at a word boundary,
   * and the index at which this name ends; undefined if there is no such name.
   */
  longestAt(text: string, from: number): { ids: readonly string[]; end: number } | undefined {
    for (let chars = NAME_START_LENGTH; chars > 0; chars -= 1) {
      const namesWithStart = this.#byStart.get(text.slice(from, from + chars));
      for (const length of namesWithStart?.lengths ?? []) {
        const nameEnd = from + length;
        const memberIdsWithName = namesWithStart?.idsByName.get(text.slice(from, nameEnd));
        NAME_CONTINUATION_PATTERN.lastIndex = nameEnd;
        if (memberIdsWithName && !NAME_CONTINUATION_PATTERN.test(text))
          return { ids: memberIdsWithName, end: nameEnd };
      }
    }
    return undefined;
  }
}
