import { encodeTime } from 'ulid';
import { Prisma } from '../../generated/client.ts';
import type { RoomDeps } from '../room-deps.ts';
import type { SearchQuery } from '../rules/parse-search-query.ts';

/** The arguments for the SQL function `search_messages`. */
interface IndexSearchArguments {
  readonly roomIds: readonly string[];
  /**
   * Whether to read all index entries of the rooms instead of using the text index. This is faster if there are few
   * entries.
   */
  readonly readAll: boolean;
  /** The ids of the allowed senders. Undefined if the query does not restrict the senders. */
  readonly senderIds: readonly string[] | undefined;
  readonly query: SearchQuery;
  /** Only messages with a smaller id are searched. */
  readonly below: string;
  readonly most: number;
}

interface SearchHits {
  readonly ids: string[];
  /** The cursor that continues the search. Null if the search is complete. */
  readonly next: string | null;
}
/**
 * How long the SQL function may search. After that, it returns the hits that it has found so far. The rest of the
 * request takes about 20 ms.
 */
const SEARCH_TIME_BUDGET_MS = 75;
/**
 * PostgreSQL cancels a search after 2 s, so that a search that exceeds its time budget cannot occupy a connection for
 * long.
 */
const SEARCH_STATEMENT_TIMEOUT_MS = 2_000;

/** Returns the ids of matching messages, newest first. Throws `UNAVAILABLE` if the search takes more than 2 s. */
export async function searchMessageIndex(
  { db }: Pick<RoomDeps, 'db'>,
  { roomIds, readAll, senderIds, query, below, most }: IndexSearchArguments,
): Promise<SearchHits> {
  const { words, hasLink, before, since } = query;
  const messageIdBounds = {
    below:
      before === undefined || getLowestMessageIdAt(before) > below ? below : getLowestMessageIdAt(before),
    above: since === undefined ? '' : getLowestMessageIdAt(since),
  };
  const searchStatement = Prisma.sql`
    SELECT s.ids, s.next FROM search_messages(
      ${roomIds}::text[],
      ARRAY(SELECT p FROM unnest(${words.map(({ text }) => text)}::text[], ${words.map(({ atStart }) => atStart)}::boolean[])
        AS w (word, at_start), search_pattern(w.word, w.at_start) p WHERE p IS NOT NULL),
      ${hasLink ? ['~link'] : []}::text[] || search_grams_of_words(${words.map(({ text }) => text)}::text[]),
      ${senderIds?.map((id) => `<${id}`) ?? null}::text[],
      ${messageIdBounds.below}, ${messageIdBounds.above}, ${readAll}, ${most}::integer, ${SEARCH_TIME_BUDGET_MS}::integer) s`;
  const [found] = await db.readWithin(SEARCH_STATEMENT_TIMEOUT_MS, (tx) =>
    tx.$queryRaw<[SearchHits]>(searchStatement),
  );
  return found;
}

const MAX_ULID_TIME_MS = 2 ** 48 - 1;

/**
 * Returns a text that sorts after the ids of all messages that were created before `time`, and before the ids of all
 * messages that were created at `time` or later.
 */
const getLowestMessageIdAt = (time: number): string =>
  `msg_${encodeTime(Math.min(Math.max(time, 0), MAX_ULID_TIME_MS)).toLowerCase()}`;
