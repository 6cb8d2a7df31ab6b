import { useEffect, useEffectEvent, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { ListNote } from '../ui/list-text.tsx';
import type { PagedList } from './use-pages.ts';

/** The next page starts loading when the end of the list is within this distance of the visible area. */
const NEXT_PAGE_LOADING_MARGIN = '300px';

interface ListEndProps {
  readonly list: Pick<PagedList<unknown>, 'items' | 'loading' | 'problem' | 'hasMore' | 'loadMore'>;
  readonly emptyText: string;
}

/**
 * Renders the end of a list that loads page by page. Loads the next page when the user scrolls near the end. After a
 * failed request, shows the reason and a "Try again" button.
 */
export function ListEnd({ list, emptyText }: ListEndProps) {
  const { items, loading, problem, hasMore, loadMore } = list;
  const listEndRef = useRef<HTMLDivElement>(null);
  const loadMoreWhenEndIsNear = useEffectEvent((entries: readonly IntersectionObserverEntry[]) => {
    if (problem === null && entries.some((entry) => entry.isIntersecting)) loadMore();
  });
  // Create a new observer after each page. If the page was short, the end of the list is still visible, and the old
  // observer would not report it again.
  useEffect(() => {
    if (listEndRef.current === null) return;
    const listEndObserver = new IntersectionObserver((entries) => loadMoreWhenEndIsNear(entries), {
      rootMargin: NEXT_PAGE_LOADING_MARGIN,
    });
    listEndObserver.observe(listEndRef.current);
    return () => listEndObserver.disconnect();
  }, [items, loading]);
  return (
    <div ref={listEndRef}>
      {problem !== null ? <ListNote>{problem}</ListNote> : null}
      {problem !== null ? <Button onClick={loadMore}>Try again</Button> : null}
      {problem === null && hasMore ? <ListNote>Loading more…</ListNote> : null}
      {problem === null && items.length === 0 && !loading && !hasMore ? (
        <ListNote>{emptyText}</ListNote>
      ) : null}
    </div>
  );
}
