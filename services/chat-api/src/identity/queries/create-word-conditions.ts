import { wordsOf } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';

/**
 * Returns one SQL condition for each word of the search: the folded text in `column` must contain the word. Returns no
 * conditions if the search has no words.
 */
export const createWordConditions = (column: Prisma.Sql, search: string): Prisma.Sql[] =>
  wordsOf(search).map((word) => Prisma.sql`${column} LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`);
