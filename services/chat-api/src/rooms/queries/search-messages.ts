import { createInvalidCursorError, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { parseSearchQuery } from '../rules/parse-search-query.ts';
import { readHitsJson } from './read-hits-json.ts';
import { requireMember } from './require-member.ts';
import { searchMessageIndex } from './search-message-index.ts';
import { findRoomsToSearch } from './search-scope.ts';
import { findSenderIdsToSearch } from './sender-scope.ts';

interface SearchMessagesOptions {
  readonly userId: string;
  readonly q: string;
  /** If set, only this room is searched. */
  readonly roomId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * If the searched rooms have at most this many messages, a search reads the index entries of all these messages, which
 * takes about 30 ms.
 */
const MAX_MESSAGES_TO_READ = 20_000;
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
