/** The state of a media query, such as `(width <= 760px)`. `matches` is false in browsers that reject the query. */
export interface MediaQuery {
  readonly matches: boolean;
  /** Calls the listener when `matches` changes. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}

export function createMediaQuery(query: string): MediaQuery {
  const mediaQueryList = tryMatchMedia(query);
  return {
    get matches() {
      return mediaQueryList?.matches ?? false;
    },
    subscribe(listener) {
      mediaQueryList?.addEventListener?.('change', listener);
      return () => mediaQueryList?.removeEventListener?.('change', listener);
    },
  };
}

function tryMatchMedia(query: string): MediaQueryList | undefined {
  try {
    return window.matchMedia(query) ?? undefined;
  } catch {
    return undefined;
  }
}
