/**
 * Copies a text to the clipboard, and returns whether that worked. Browsers offer the clipboard only to pages with HTTPS.
 * On other pages, the function copies a selected field.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // The browser may refuse the clipboard, for example in a frame. A selected field may still be copied.
  }
  return copySelectedField(text);
}

function copySelectedField(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  // A modal dialog makes everything outside of it inert.
  (focused?.closest('dialog') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return copied;
}
