import { deviceStorage } from '@kcs/chat-client';
import { useSyncExternalStore } from 'react';
import { createMediaQuery } from '../ui/media-query.ts';

type Theme = 'light' | 'dark';

const STORAGE_KEY = 'kcs.theme';
const prefersDark = createMediaQuery('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Returns the theme that the user chose, or the operating system's theme if the user has not chosen one. */
function getCurrentTheme(): Theme {
  const storedTheme = deviceStorage.read(STORAGE_KEY);
  if (storedTheme === 'light' || storedTheme === 'dark') return storedTheme;
  return prefersDark.matches ? 'dark' : 'light';
}

/**
 * Applies the current theme to the page. Call this before the first render, so that the page does not flash in the
 * wrong theme.
 */
export function applyTheme(): void {
  document.documentElement.dataset.theme = getCurrentTheme();
  for (const listener of listeners) listener();
}

// Apply the new theme when the operating system's theme changes or another tab stores a different choice.
prefersDark.subscribe(applyTheme);
window.addEventListener('storage', (event) => event.key === STORAGE_KEY && applyTheme());

function subscribeToTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Returns the current theme, and a function that switches between light and dark. The browser stores the user's choice.
 */
export function useTheme(): { theme: Theme; toggleTheme: () => void } {
  const theme = useSyncExternalStore(subscribeToTheme, getCurrentTheme);
  const toggleTheme = () => {
    deviceStorage.write(STORAGE_KEY, theme === 'dark' ? 'light' : 'dark');
    applyTheme();
  };
  return { theme, toggleTheme };
}
