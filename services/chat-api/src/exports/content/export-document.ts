/** The key of the last entry of a page. The next page begins after it. */
export type ExportKey = readonly (string | number)[];

/** One page of a list in an export. */
export interface ExportPage {
  /** The entries as JSON texts. A page of a long walk may contain none. */
  readonly items: readonly string[];
  /** Where the next page begins; null if this page is the last one of the list. */
  readonly next: ExportKey | null;
}

/** Where the next page of an export begins. */
export interface ExportProgress {
  /** The name of the current list. */
  readonly section: string;
  /** Null if the next page is the first one of the list. */
  readonly after: ExportKey | null;
  /** The number of entries that were written to the current list. */
  readonly written: number;
}

interface ComposedPart {
  /** The next part of the document. */
  readonly text: string;
  /** Null if the document is complete. */
  readonly progress: ExportProgress | null;
}

/** Returns the beginning of the document, up to the first list. `fields` contains JSON texts. */
export function composeHeader(
  fields: Readonly<Record<string, string>>,
  sections: readonly [string, ...string[]],
): ComposedPart {
  const text = Object.entries(fields).map(([name, json]) => `${JSON.stringify(name)}: ${json}`);
  return { text: `{\n${text.join(',\n')}`, progress: { section: sections[0], after: null, written: 0 } };
}

/** Returns the part of the document for a page. All parts in order are one JSON document. */
export function composePart(
  { section, after, written }: ExportProgress,
  { items, next }: ExportPage,
  sections: readonly string[],
): ComposedPart {
  const start = after === null ? `,\n${JSON.stringify(section)}: [` : '';
  const entries = items.map((item, index) => `${written + index === 0 ? '' : ','}\n${item}`).join('');
  if (next !== null) {
    return { text: start + entries, progress: { section, after: next, written: written + items.length } };
  }
  const nextSection = sections[sections.indexOf(section) + 1];
  if (nextSection === undefined) return { text: `${start}${entries}\n]\n}\n`, progress: null };
  return { text: `${start}${entries}\n]`, progress: { section: nextSection, after: null, written: 0 } };
}

/** Returns the ids of all users that the text contains, also those after an escape such as `\n`. */
export const findUserIds = (text: string): string[] => [
  ...new Set(text.match(/user_[0-9a-z]{26}(?![0-9a-z])/g)),
];
