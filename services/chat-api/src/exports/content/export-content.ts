import type { Queryable } from '../../database/database.ts';
import type { ExportKey, ExportPage } from './export-document.ts';

/** A list in an export. */
export interface ExportSection {
  readonly name: string;
  /** Reads the page after the given key; the first page if the key is null. `subjectId` is the id of the user or room. */
  readonly readPage: (db: Queryable, subjectId: string, after: ExportKey | null) => Promise<ExportPage>;
}

/** What an export of a user or of a room contains. */
export interface ExportContent {
  /** The name of the field with the user or the room itself. */
  readonly subjectField: 'user' | 'room';
  /** Returns the user or room as a JSON text. Returns undefined if it does not exist. */
  readonly readSubject: (db: Queryable, subjectId: string) => Promise<string | undefined>;
  readonly sections: readonly [ExportSection, ...ExportSection[]];
}

/** An entry as a JSON text, with its key. */
export interface EntryRow {
  readonly json: string;
  readonly key: ExportKey;
}

/**
 * Maximum number of entries in a page. A message with its metadata has at most 24 KB, so a page needs little memory, and
 * it takes far less time than the statement timeout.
 */
export const ENTRIES_PER_PAGE = 500;

/** Returns the page with the rows of a query that reads up to `limit` rows in the order of their keys. */
export const toExportPage = (rows: readonly EntryRow[], limit = ENTRIES_PER_PAGE): ExportPage => ({
  items: rows.map(({ json }) => json),
  next: rows.length < limit ? null : (rows.at(-1)?.key ?? null),
});
