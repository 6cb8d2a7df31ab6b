declare global {
  /** Lets the page open the IndexedDB storage that `delayStorage` is holding back. */
  var openStorage: (() => void) | undefined;
}

/** Runs in the browser page. Keeps each IndexedDB database from opening until the test calls `openStorage`. */
export function delayStorage(): void {
  const originalOpen = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...args) {
    const databaseRequest = originalOpen.apply(this, args);
    const delaySuccessEvent = (event: Event) => {
      event.stopImmediatePropagation();
      globalThis.openStorage = () => databaseRequest.dispatchEvent(new Event('success'));
    };
    databaseRequest.addEventListener('success', delaySuccessEvent, { once: true });
    return databaseRequest;
  };
}
