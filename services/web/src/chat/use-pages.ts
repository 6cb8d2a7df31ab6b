import { asApiError } from '@kcs/chat-client';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';

interface ListPage<T> {
  readonly items: readonly T[];
  /** The cursor of the next page. Absent on the last page. */
  readonly nextCursor?: string;
}

export interface PagedList<T> {
  readonly items: readonly T[];
  readonly loading: boolean;
  /** The text that says why the last request failed. Null while a request is running and after a success. */
  readonly problem: string | null;
  readonly hasMore: boolean;
  /**
   * Loads the next page. After a failed request, requests the same page again. Does nothing while a page is loading or
   * once all pages are loaded.
   */
  readonly loadMore: () => void;
  /** Replaces the loaded items with the items that `change` returns for them, without sending a request. */
  readonly replaceItems: (change: (items: readonly T[]) => readonly T[]) => void;
}

interface PagedListState<T> extends Pick<PagedList<T>, 'items' | 'loading' | 'problem'> {
  readonly nextCursor: string | undefined;
}

/**
 * Loads a list page by page. Requests the first page `delayMs` after the component mounts, and again `delayMs` after
 * each change of `loadPage`. Keeps the previous items until the new first page arrives. Ignores late responses to
 * earlier requests.
 */
export function usePagedList<T>(
  loadPage: (cursor?: string) => Promise<ListPage<T>>,
  delayMs = 0,
): PagedList<T> {
  const [list, setList] = useState<PagedListState<T>>({
    items: [],
    loading: true,
    problem: null,
    nextCursor: undefined,
  });
  const latestRequestNumberRef = useRef(0);
  const requestListPage = async (cursor?: string) => {
    latestRequestNumberRef.current += 1;
    const requestNumber = latestRequestNumberRef.current;
    setList((before) => ({ ...before, loading: true, problem: null }));
    try {
      const { items, nextCursor } = await loadPage(cursor);
      if (requestNumber !== latestRequestNumberRef.current) return;
      setList((before) => ({
        items: cursor === undefined ? items : [...before.items, ...items],
        loading: false,
        problem: null,
        nextCursor,
      }));
    } catch (thrown) {
      if (requestNumber !== latestRequestNumberRef.current) return;
      const loadProblemText = asApiError(thrown).message;
      setList((before) => ({
        items: cursor === undefined ? [] : before.items,
        loading: false,
        problem: loadProblemText,
        nextCursor: cursor,
      }));
    }
  };
  const loadFirstPage = useEffectEvent(() => void requestListPage());
  useEffect(() => {
    latestRequestNumberRef.current += 1;
    setList((before) => ({ ...before, loading: true }));
    const firstPageTimer = setTimeout(loadFirstPage, delayMs);
    return () => {
      clearTimeout(firstPageTimer);
      latestRequestNumberRef.current += 1;
    };
  }, [loadPage, delayMs]);
  const replaceItems = useCallback(
    (change: (items: readonly T[]) => readonly T[]) =>
      setList((before) => ({ ...before, items: change(before.items) })),
    [],
  );
  const { items, loading, problem, nextCursor } = list;
  return {
    items,
    loading,
    problem,
    hasMore: nextCursor !== undefined,
    replaceItems,
    loadMore: () => {
      if (!loading && (nextCursor !== undefined || problem !== null)) void requestListPage(nextCursor);
    },
  };
}
