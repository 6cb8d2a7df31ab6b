import { useSyncExternalStore } from 'react';
import { getDayNumber } from './times.ts';

/**
 * Events that the page may receive after the computer wakes up. Timers stop while the computer sleeps, so the day may
 * have changed.
 */
const DAY_CHECK_EVENTS = ['focus', 'pageshow', 'visibilitychange'] as const;

const dayChangeListeners = new Set<() => void>();
let today = new Date();
let midnightTimer: number | undefined;

/** Returns a `Date` within the current day. Returns the same object until the day changes. */
function getCurrentDay(): Date {
  const now = new Date();
  if (getDayNumber(now) !== getDayNumber(today)) today = now;
  return today;
}

function checkForNewDay(): void {
  const previousDay = today;
  if (getCurrentDay() !== previousDay) for (const listener of dayChangeListeners) listener();
  const now = new Date();
  const nextMidnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  clearTimeout(midnightTimer);
  midnightTimer = window.setTimeout(checkForNewDay, nextMidnight.getTime() - now.getTime());
}

function subscribeToDayChange(listener: () => void): () => void {
  if (dayChangeListeners.size === 0) {
    for (const event of DAY_CHECK_EVENTS) window.addEventListener(event, checkForNewDay);
    checkForNewDay();
  }
  dayChangeListeners.add(listener);
  return () => {
    dayChangeListeners.delete(listener);
    if (dayChangeListeners.size > 0) return;
    for (const event of DAY_CHECK_EVENTS) window.removeEventListener(event, checkForNewDay);
    clearTimeout(midnightTimer);
  };
}

/**
 * Returns a `Date` within the current day, and re-renders the component when the next day begins. Use this hook for
 * labels such as "Yesterday".
 */
export const useToday = (): Date => useSyncExternalStore(subscribeToDayChange, getCurrentDay);
