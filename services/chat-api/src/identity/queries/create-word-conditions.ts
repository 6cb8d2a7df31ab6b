import { splitIntoFoldedWords } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';

/**
 * Returns SQL conditions, one for each word of the search. Each condition requires the folded text in `column` to
 * contain the word. Returns an empty list if the search has no words.
 */
export const createWordConditions = (column: Prisma.Sql, search: string): Prisma.Sql[] =>
  splitIntoFoldedWords(search).map(
    (word) => Prisma.sql`${column} LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`,
  );
