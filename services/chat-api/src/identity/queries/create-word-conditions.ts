import { wordsOf } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';

/**
 * Returns one SQL condition for each word of the search, which requires that the folded text in `column` contains the
 * word. If the search has no words, returns an empty list.
 */
export const createWordConditions = (column: Prisma.Sql, search: string): Prisma.Sql[] =>
  wordsOf(search).map((word) => Prisma.sql`${column} LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`);
