import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
const KEY = 'kcs.theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

const chosen = (): Theme | null => {
  const theme = localStorage.getItem(KEY);
  return theme === 'light' || theme === 'dark' ? theme : null;
};
const current = (): Theme => chosen() ?? (dark.matches ? 'dark' : 'light');

/** Puts the theme on the page; called once before the first rendering and at each change. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = current();
  for (const listener of listeners) listener();
}
dark.addEventListener('change', applyTheme);
window.addEventListener('storage', (event) => event.key === KEY && applyTheme());

/** The theme in force, and a switch to the other, which this browser remembers. */
export function useTheme(): { theme: Theme; toggle: () => void } {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
  const toggle = () => {
    localStorage.setItem(KEY, theme === 'dark' ? 'light' : 'dark');
    applyTheme();
  };
  return { theme, toggle };
}
