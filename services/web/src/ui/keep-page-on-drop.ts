/**
 * Prevents the browser from leaving the page when the user drops a file or a link. Links can still be dropped into text
 * fields. Returns a function that removes the listeners.
 */
export function keepPageOnDrop(): () => void {
  const onDrag = (event: DragEvent) => {
    const draggedTypes = event.dataTransfer?.types ?? [];
    const isInField = event.target instanceof Element && event.target.closest('input, textarea') !== null;
    if (draggedTypes.includes('Files') || (draggedTypes.includes('text/uri-list') && !isInField))
      event.preventDefault();
  };
  document.addEventListener('dragover', onDrag);
  document.addEventListener('drop', onDrag);
  return () => {
    document.removeEventListener('dragover', onDrag);
    document.removeEventListener('drop', onDrag);
  };
}
