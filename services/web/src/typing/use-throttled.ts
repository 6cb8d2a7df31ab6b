import { useEffect, useRef, useState } from 'react';

/** Returns the given value, but updates it at most once per interval. Always ends with the latest value. */
export function useThrottled<T>(value: T, intervalMs: number): T {
  const [shown, setShown] = useState(value);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (value === shown) return;
    const show = () => {
      changedAt.current = performance.now();
      setShown(value);
    };
    const timer = setTimeout(show, Math.max(0, changedAt.current + intervalMs - performance.now()));
    return () => clearTimeout(timer);
  }, [value, shown, intervalMs]);
  return shown;
}
