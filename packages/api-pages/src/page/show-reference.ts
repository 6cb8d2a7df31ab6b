import { findElement } from './find-element.ts';
import { followTheme } from './theme.ts';

/** Applies the theme and renders the reference into the page. If that fails, shows the reason to the reader. */
export async function showReference(render: (container: HTMLElement) => Promise<void>): Promise<void> {
  followTheme();
  const container = findElement('reference');
  try {
    await render(container);
  } catch (error) {
    container.textContent = error instanceof Error ? error.message : String(error);
    container.classList.add('failure');
    throw error;
  }
}
