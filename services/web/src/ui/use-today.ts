import { useSyncExternalStore } from 'react';
import { dayNumberOf } from './times.ts';

/** The events after which the day may have changed unnoticed, because timers stop while a computer sleeps. */
const WAKE_EVENTS = ['focus', 'pageshow', 'visibilitychange'] as const;

const listeners = new Set<() => void>();
let today = new Date();
let timer: number | undefined;

/** Returns a time of the current day. Returns the same object until the day changes. */
function currentDay(): Date {
  const now = new Date();
  if (dayNumberOf(now) !== dayNumberOf(today)) today = now;
  return today;
}

function checkDay(): void {
  const before = today;
  if (currentDay() !== before) for (const listener of listeners) listener();
  const now = new Date();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  clearTimeout(timer);
  timer = window.setTimeout(checkDay, midnight.getTime() - now.getTime());
}

function subscribeToDay(listener: () => void): () => void {
  if (listeners.size === 0) {
    for (const event of WAKE_EVENTS) window.addEventListener(event, checkDay);
    checkDay();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    for (const event of WAKE_EVENTS) window.removeEventListener(event, checkDay);
    clearTimeout(timer);
  };
}

/**
 * Returns a time of the current day, and re-renders the component when the next day begins. Use it for labels such as
 * "Yesterday".
 */
export const useToday = (): Date => useSyncExternalStore(subscribeToDay, currentDay);
