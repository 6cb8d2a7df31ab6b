import { asApiError, type Page, type PageOptions } from '@kcs/chat-client';
import { useEffect, useRef, useState } from 'react';

/** The delay between the last key press and the search. */
const SEARCH_DEBOUNCE_MS = 200;
/**
 * The number of consecutive empty pages after which a search pauses. The search continues when the user asks for more
 * results.
 */
const MAX_CONSECUTIVE_EMPTY_PAGES = 50;

interface SearchState<T> {
  readonly query: string;
  readonly items: readonly T[];
  /** The cursor of the next page. Undefined before the first page arrives, and if there is no next page. */
  readonly cursor: string | undefined;
  readonly isSearching: boolean;
  /** Whether the last search stopped because it had received the maximum number of empty pages. */
  readonly isPaused: boolean;
  /** Says why the last request failed; null if it succeeded. */
  readonly problem: string | null;
}

export interface PagedSearch<T>
  extends Pick<SearchState<T>, 'items' | 'isSearching' | 'isPaused' | 'problem'> {
  readonly hasMore: boolean;
  /** Loads the next page, or repeats the request that failed. Does nothing while a request is in progress. */
  readonly loadMore: () => void;
}

/** Requests one page of the search results. */
export type LoadResultPage<T> = (query: string, options: PageOptions) => Promise<Page<T>>;

/**
 * Searches while the user types. At most one request is in progress, and a new query cancels it. An empty query has no
 * results. Skips empty pages, which the server may return while it searches older messages.
 */
export function usePagedSearch<T>(query: string, loadPage: LoadResultPage<T>): PagedSearch<T> {
  const [state, setState] = useState<SearchState<T> | null>(null);
  const runningSearchRef = useRef<{ readonly signal: AbortSignal; isBusy: boolean }>(null);
  // Hide the results of the previous query, so that the user does not open one of them by mistake.
  const currentState = state?.query === query ? state : createInitialSearchState<T>(query);

  async function loadMoreItems(previous: SearchState<T>): Promise<void> {
    const currentSearch = runningSearchRef.current;
    if (currentSearch === null || currentSearch.isBusy) return;
    currentSearch.isBusy = true;
    setState({ ...previous, isSearching: true, problem: null });
    const nextState = await loadNextItems(loadPage, previous, currentSearch.signal);
    currentSearch.isBusy = false;
    if (!currentSearch.signal.aborted) setState(nextState);
  }

  useEffect(() => {
    if (query === '') return;
    const abortController = new AbortController();
    runningSearchRef.current = { signal: abortController.signal, isBusy: false };
    const debounceTimer = setTimeout(
      () => void loadMoreItems(createInitialSearchState<T>(query)),
      SEARCH_DEBOUNCE_MS,
    );
    return () => {
      clearTimeout(debounceTimer);
      abortController.abort();
    };
  }, [query]);

  return {
    ...currentState,
    hasMore: currentState.cursor !== undefined,
    loadMore: () => void loadMoreItems(currentState),
  };
}

const createInitialSearchState = <T>(query: string): SearchState<T> => ({
  query,
  items: [],
  cursor: undefined,
  isSearching: query !== '',
  isPaused: false,
  problem: null,
});

/**
 * Requests pages until one has items, the last page is reached, or too many pages are empty. Returns the new state,
 * which contains the problem if a request failed.
 */
async function loadNextItems<T>(
  loadPage: LoadResultPage<T>,
  before: SearchState<T>,
  signal: AbortSignal,
): Promise<SearchState<T>> {
  let { cursor } = before;
  const finishedState = { ...before, isSearching: false, isPaused: false, problem: null };
  try {
    for (let pages = 0; pages < MAX_CONSECUTIVE_EMPTY_PAGES; pages += 1) {
      const resultPage = await loadPage(before.query, { cursor, signal });
      cursor = resultPage.nextCursor;
      if (resultPage.items.length > 0 || cursor === undefined) {
        return { ...finishedState, items: [...before.items, ...resultPage.items], cursor };
      }
      if (signal.aborted) break;
    }
    return { ...finishedState, cursor, isPaused: true };
  } catch (thrown) {
    return { ...finishedState, cursor, problem: asApiError(thrown).message };
  }
}
