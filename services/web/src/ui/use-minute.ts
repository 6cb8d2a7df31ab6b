import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;

/** Returns the current time, and re-renders the component every minute. Use this hook for texts such as "5 minutes ago". */
export function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const minuteTimer = setInterval(() => setNow(new Date()), MINUTE_MS);
    return () => clearInterval(minuteTimer);
  }, []);
  return now;
}
