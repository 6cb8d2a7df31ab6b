import { useEffect, useRef, useState } from 'react';

/** Returns the given value, but changes it at most once per interval. The latest value always arrives in the end. */
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
