/**
 * Copies a text to the clipboard, and returns whether the copy succeeded. Browsers offer the Clipboard API only over
 * HTTPS. On other pages, the function selects the text in a hidden field and copies the selection.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // The browser may deny access to the clipboard, for example inside a frame. Copying from a selected field may still
    // work.
  }
  return copyThroughHiddenField(text);
}

function copyThroughHiddenField(text: string): boolean {
  const previouslyFocusedElement = document.activeElement as HTMLElement | null;
  const hiddenField = document.createElement('textarea');
  hiddenField.value = text;
  hiddenField.readOnly = true;
  hiddenField.className = 'visually-hidden';
  // Put the field inside the open modal dialog, because a modal dialog makes everything outside it inert.
  (previouslyFocusedElement?.closest('dialog') ?? document.body).append(hiddenField);
  hiddenField.select();
  const hasCopied = document.execCommand('copy');
  hiddenField.remove();
  previouslyFocusedElement?.focus();
  return hasCopied;
}
