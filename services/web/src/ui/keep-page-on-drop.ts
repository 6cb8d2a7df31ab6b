/**
 * Prevents the browser from leaving the page when the user drops a file or a link. Links can still be dropped into text
 * fields. Returns a function that removes the listeners.
 */
export function keepPageOnDrop(): () => void {
  const onDragOrDrop = (event: DragEvent) => {
    const draggedDataTypes = event.dataTransfer?.types ?? [];
    const isInField = event.target instanceof Element && event.target.closest('input, textarea') !== null;
    if (draggedDataTypes.includes('Files') || (draggedDataTypes.includes('text/uri-list') && !isInField))
      event.preventDefault();
  };
  document.addEventListener('dragover', onDragOrDrop);
  document.addEventListener('drop', onDragOrDrop);
  return () => {
    document.removeEventListener('dragover', onDragOrDrop);
    document.removeEventListener('drop', onDragOrDrop);
  };
}
