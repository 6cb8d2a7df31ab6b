import { asApiError, type Page, type PageOptions } from '@kcs/chat-client';
import { useEffect, useRef, useState } from 'react';

/** The debounce time: a search starts when the user has not typed for this long. */
const DEBOUNCE_MS = 200;
/** After this many empty pages in a row, the user decides whether to search further back. */
const MAX_EMPTY_PAGES = 50;

interface Found<T> {
  readonly query: string;
  readonly items: readonly T[];
  /** The cursor of the next page; undefined if there is no next page or before the first page arrives. */
  readonly cursor: string | undefined;
  readonly isSearching: boolean;
  /** Whether the last request stopped after many empty pages. */
  readonly isPaused: boolean;
  /** The text that says why the last request failed; null if it succeeded. */
  readonly problem: string | null;
}

export interface PagedSearch<T> extends Pick<Found<T>, 'items' | 'isSearching' | 'isPaused' | 'problem'> {
  readonly hasMore: boolean;
  /** Loads the next page, or repeats the request that failed. Does nothing while a request is in progress. */
  readonly loadMore: () => void;
}

/** Requests one page of the search results. */
export type LoadPage<T> = (query: string, options: PageOptions) => Promise<Page<T>>;

/**
 * Searches while the user types. At most one request is in progress, and a new query cancels it. An empty query finds
 * nothing. Empty pages are skipped, because a long search may return empty pages before it finds something.
 */
export function usePagedSearch<T>(query: string, loadPage: LoadPage<T>): PagedSearch<T> {
  const [found, setFound] = useState<Found<T> | null>(null);
  const running = useRef<{ readonly signal: AbortSignal; isBusy: boolean }>(null);
  // Results of an earlier query are not shown, because the user could open one of them by mistake.
  const current = found?.query === query ? found : startOf<T>(query);

  async function load(before: Found<T>): Promise<void> {
    const search = running.current;
    if (search === null || search.isBusy) return;
    search.isBusy = true;
    setFound({ ...before, isSearching: true, problem: null });
    const result = await loadNextItems(loadPage, before, search.signal);
    search.isBusy = false;
    if (!search.signal.aborted) setFound(result);
  }

  useEffect(() => {
    if (query === '') return;
    const controller = new AbortController();
    running.current = { signal: controller.signal, isBusy: false };
    const timer = setTimeout(() => void load(startOf<T>(query)), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query]);

  return { ...current, hasMore: current.cursor !== undefined, loadMore: () => void load(current) };
}

const startOf = <T>(query: string): Found<T> => ({
  query,
  items: [],
  cursor: undefined,
  isSearching: query !== '',
  isPaused: false,
  problem: null,
});

/** Requests pages until one has items. Returns the state with these items, or with the problem of a failed request. */
async function loadNextItems<T>(
  loadPage: LoadPage<T>,
  before: Found<T>,
  signal: AbortSignal,
): Promise<Found<T>> {
  let { cursor } = before;
  const ended = { ...before, isSearching: false, isPaused: false, problem: null };
  try {
    for (let pages = 0; pages < MAX_EMPTY_PAGES; pages += 1) {
      const page = await loadPage(before.query, { cursor, signal });
      cursor = page.nextCursor;
      if (page.items.length > 0 || cursor === undefined) {
        return { ...ended, items: [...before.items, ...page.items], cursor };
      }
      if (signal.aborted) break;
    }
    return { ...ended, cursor, isPaused: true };
  } catch (thrown) {
    return { ...ended, cursor, problem: asApiError(thrown).message };
  }
}
