import { useEffect, useEffectEvent, useRef } from 'react';
import type { PaletteOption } from './palette-option.ts';

/** Loads more results as soon as the row is visible. */
export function AutomaticLoader({ option }: { readonly option: Extract<PaletteOption, { kind: 'more' }> }) {
  const labelRef = useRef<HTMLSpanElement>(null);
  const loadMoreResults = useEffectEvent(() => option.load());
  useEffect(() => {
    const labelElement = labelRef.current;
    if (labelElement === null) return;
    const visibilityObserver = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) loadMoreResults();
    });
    visibilityObserver.observe(labelElement);
    return () => visibilityObserver.disconnect();
  }, []);
  return <span ref={labelRef}>{option.label}</span>;
}
