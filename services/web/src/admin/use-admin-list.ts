import { useCallback, useState } from 'react';
import { type PagedList, usePagedList } from '../chat/use-pages.ts';

interface AdminList<T> {
  readonly list: PagedList<T>;
  /** Loads the list again from its beginning. */
  readonly reload: () => void;
}

/** Loads a list of the administration page, page by page. `loadPage` must keep its identity between renders. */
export function useAdminList<T>(
  loadPage: (cursor?: string) => ReturnType<Parameters<typeof usePagedList<T>>[0]>,
  delayMs = 0,
): AdminList<T> {
  const [version, setVersion] = useState(0);
  const loadCurrentPage = useCallback((cursor?: string) => loadPage(cursor), [loadPage, version]);
  const list = usePagedList(loadCurrentPage, delayMs);
  return { list, reload: () => setVersion((before) => before + 1) };
}
