import { useEffect, useRef, useState } from 'react';

/**
 * Returns the given value, but updates the returned value at most once per interval. When the given value stops
 * changing, the returned value becomes equal to it after at most one interval.
 */
export function useThrottledValue<T>(value: T, intervalMs: number): T {
  const [shown, setShown] = useState(value);
  const lastUpdateMsRef = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (value === shown) return;
    const showValue = () => {
      lastUpdateMsRef.current = performance.now();
      setShown(value);
    };
    const updateTimer = setTimeout(
      showValue,
      Math.max(0, lastUpdateMsRef.current + intervalMs - performance.now()),
    );
    return () => clearTimeout(updateTimer);
  }, [value, shown, intervalMs]);
  return shown;
}
