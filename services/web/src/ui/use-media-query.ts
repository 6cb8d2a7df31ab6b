import { useMemo, useSyncExternalStore } from 'react';
import { createMediaQuery } from './media-query.ts';

/** Returns whether the window matches a media query, such as `(width <= 760px)`. */
export function useMediaQuery(query: string): boolean {
  const mediaQuery = useMemo(() => createMediaQuery(query), [query]);
  return useSyncExternalStore(mediaQuery.subscribe, () => mediaQuery.matches);
}
