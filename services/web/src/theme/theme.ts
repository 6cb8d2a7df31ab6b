import { deviceStorage } from '@kcs/chat-client';
import { useSyncExternalStore } from 'react';
import { createMediaQuery } from '../ui/media-query.ts';

type Theme = 'light' | 'dark';

const THEME_STORAGE_KEY = 'kcs.theme';
const darkThemeQuery = createMediaQuery('(prefers-color-scheme: dark)');
const themeListeners = new Set<() => void>();

/** Returns the theme that the user has chosen, or otherwise the theme of the operating system. */
function getCurrentTheme(): Theme {
  const storedTheme = deviceStorage.read(THEME_STORAGE_KEY);
  if (storedTheme === 'light' || storedTheme === 'dark') return storedTheme;
  return darkThemeQuery.matches ? 'dark' : 'light';
}

/**
 * Applies the current theme to the page. Call this function before the first render, so that the page does not briefly
 * appear in the wrong theme.
 */
export function applyTheme(): void {
  document.documentElement.dataset.theme = getCurrentTheme();
  for (const listener of themeListeners) listener();
}

// Update the theme when the operating system's theme changes or the user chooses a theme in another tab.
darkThemeQuery.subscribe(applyTheme);
window.addEventListener('storage', (event) => event.key === THEME_STORAGE_KEY && applyTheme());

function subscribeToTheme(listener: () => void): () => void {
  themeListeners.add(listener);
  return () => themeListeners.delete(listener);
}

/**
 * Returns the current theme, and a function that switches between the light and dark themes. The browser stores the
 * user's choice.
 */
export function useTheme(): { theme: Theme; toggleTheme: () => void } {
  const theme = useSyncExternalStore(subscribeToTheme, getCurrentTheme);
  const toggleTheme = () => {
    deviceStorage.write(THEME_STORAGE_KEY, theme === 'dark' ? 'light' : 'dark');
    applyTheme();
  };
  return { theme, toggleTheme };
}
