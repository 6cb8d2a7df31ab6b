declare global {
  /** Lets the page open the IndexedDB storage that `delayStorage` is holding back. */
  var openStorage: (() => void) | undefined;
}

/** Runs in the browser page. Keeps each IndexedDB database from opening until the test calls `openStorage`. */
export function delayStorage(): void {
  const openDatabase = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...args) {
    const openRequest = openDatabase.apply(this, args);
    const delaySuccessEvent = (event: Event) => {
      event.stopImmediatePropagation();
      globalThis.openStorage = () => openRequest.dispatchEvent(new Event('success'));
    };
    openRequest.addEventListener('success', delaySuccessEvent, { once: true });
    return openRequest;
  };
}
