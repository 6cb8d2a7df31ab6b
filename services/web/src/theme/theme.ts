import { useSyncExternalStore } from 'react';

type Theme = 'light' | 'dark';

const STORAGE_KEY = 'kcs.theme';
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Returns the theme that the user chose, or the system's theme if the user chose none. */
function currentTheme(): Theme {
  const chosen = localStorage.getItem(STORAGE_KEY);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return prefersDark.matches ? 'dark' : 'light';
}

/** Applies the theme to the page. Call this before the first render, so that the page does not flash. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = currentTheme();
  for (const listener of listeners) listener();
}

// The system's theme changed, or the user chose another one in another tab.
prefersDark.addEventListener('change', applyTheme);
window.addEventListener('storage', (event) => event.key === STORAGE_KEY && applyTheme());

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns the current theme, and a function that switches to the other one. The browser stores the choice. */
export function useTheme(): { theme: Theme; toggle: () => void } {
  const theme = useSyncExternalStore(subscribe, currentTheme);
  const toggle = () => {
    localStorage.setItem(STORAGE_KEY, theme === 'dark' ? 'light' : 'dark');
    applyTheme();
  };
  return { theme, toggle };
}
