/** The key under which the chat page stores the theme that the user has chosen. */
const THEME_STORAGE_KEY = 'kcs.theme';
const darkThemeQuery = window.matchMedia('(prefers-color-scheme: dark)');

/** Shows the page in the theme of the chat, and follows later changes of the theme. */
export function followTheme(): void {
  applyTheme();
  darkThemeQuery.addEventListener('change', applyTheme);
  window.addEventListener('storage', ({ key }) => key === THEME_STORAGE_KEY && applyTheme());
}

function applyTheme(): void {
  const chosenTheme = readChosenTheme();
  const isDark = chosenTheme === 'dark' || (chosenTheme !== 'light' && darkThemeQuery.matches);
  // Swagger UI uses its dark colors if the root element has this class.
  document.documentElement.classList.toggle('dark-mode', isDark);
}

/** Returns null if the browser does not let the page read its storage. */
function readChosenTheme(): string | null {
  try {
    return localStorage.getItem(THEME_STORAGE_KEY);
  } catch {
    return null;
  }
}
