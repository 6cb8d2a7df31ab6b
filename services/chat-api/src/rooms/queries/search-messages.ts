import { encodeTime } from 'ulid';
import { Prisma } from '../../generated/client.ts';
import { createInvalidCursorError, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { JOIN_PEER_SQL, PEER_JSON_SQL, ROOM_NAME_SQL } from '../rows/direct-peer.ts';
import { findHighlights } from '../rules/find-highlights.ts';
import { parseSearchQuery, type SearchQuery } from '../rules/parse-search-query.ts';
import { requireMember } from './require-member.ts';
import { findRoomsToSearch, findSenderIdsToSearch } from './search-scope.ts';

interface SearchMessagesOptions {
  readonly userId: string;
  readonly q: string;
  /** If set, only this room is searched. */
  readonly roomId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

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
 * If the searched rooms have at most this many messages, a search reads the index entries of all these messages, which
 * takes about 30 ms.
 */
const MAX_MESSAGES_TO_READ = 20_000;
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
/** A text that sorts after every message id. */
const TEXT_ABOVE_ALL_MESSAGE_IDS = '~';
const EMPTY_PAGE: Page = { items: [], nextCursor: null };
/**
 * The format of a cursor: a message id. The next page contains only smaller ids. If the search ran out of time, the id
 * is followed by `0`, and the next page may also contain the message with this id.
 */
const SEARCH_CURSOR_PATTERN = /^msg_[0-9a-z]{26}0?$/;

/**
 * Searches the messages in the caller's rooms, newest first (MSG-9). A search that uses up its time budget ends early:
 * its page is short or empty, and its cursor continues the search.
 *
 * Throws `ROOM_NOT_FOUND` if `roomId` is not one of the caller's rooms, `VALIDATION_FAILED` if the query or cursor is
 * invalid, or `UNAVAILABLE` if the search takes more than 2 s.
 */
export async function searchMessages(
  deps: Pick<RoomDeps, 'db'>,
  { userId, q, roomId, limit, cursor }: SearchMessagesOptions,
): Promise<Page> {
  const { db } = deps;
  const searchQuery = parseSearchQuery(q);
  if (cursor !== undefined && !SEARCH_CURSOR_PATTERN.test(cursor)) throw createInvalidCursorError();
  if (roomId !== undefined) await requireMember(deps, { userId, roomId });
  const { roomIds, messages } = await findRoomsToSearch(db, userId, { roomId, wanted: searchQuery.in });
  const senderIds =
    searchQuery.from.length === 0
      ? undefined
      : await findSenderIdsToSearch(db, { userId, wanted: searchQuery.from, roomIds });
  if (roomIds.length === 0 || senderIds?.length === 0) return EMPTY_PAGE;
  const { ids, next } = await searchMessageIndex(deps, {
    roomIds,
    readAll: messages <= MAX_MESSAGES_TO_READ,
    senderIds,
    query: searchQuery,
    below: cursor ?? TEXT_ABOVE_ALL_MESSAGE_IDS,
    most: limit + 1,
  });
  const pageMessageIds = ids.slice(0, limit);
  return {
    items: await readHitsJson(deps, userId, pageMessageIds, searchQuery),
    nextCursor: ids.length > limit ? (pageMessageIds.at(-1) ?? null) : next,
  };
}

async function searchMessageIndex(
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

/**
 * Returns the messages with the given ids as JSON, in the given order. Leaves out messages that the caller may no
 * longer read.
 */
async function readHitsJson(
  { db }: Pick<RoomDeps, 'db'>,
  userId: string,
  ids: readonly string[],
  { words }: SearchQuery,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const hitRows = await db.prisma.$queryRaw<{ json: string; content: string; room: string }[]>`
    SELECT with_own_reactions(t.text, t.id, ${userId}) AS json, t.content,
      json_build_object('room_name', ${ROOM_NAME_SQL}, 'room_type', r.room_type, 'peer', ${PEER_JSON_SQL})::text AS room
    FROM unnest(${ids}::text[]) WITH ORDINALITY AS hit (id, place)
    JOIN message_texts t ON t.id = hit.id
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId} ${JOIN_PEER_SQL}
    WHERE t.deleted_at IS NULL ORDER BY hit.place`;
  return hitRows.map(({ json, content, room }) => {
    const highlightsJson = JSON.stringify(findHighlights(content, words));
    return `${json.slice(0, -1)},${room.slice(1, -1)},"highlights":${highlightsJson}}`;
  });
}

const MAX_ULID_TIME_MS = 2 ** 48 - 1;

/**
 * Returns a text that sorts after the ids of all messages that were created before `time`, and before the ids of all
 * messages that were created at `time` or later.
 */
const getLowestMessageIdAt = (time: number): string =>
  `msg_${encodeTime(Math.min(Math.max(time, 0), MAX_ULID_TIME_MS)).toLowerCase()}`;
