declare global {
  /** Lets the page open the IndexedDB storage that `delayStorage` is holding back. */
  var openStorage: (() => void) | undefined;
}

/** Runs in the browser page. Keeps each IndexedDB database from opening until the test calls `openStorage`. */
export function delayStorage(): void {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...args) {
    const request = open.apply(this, args);
    const delay = (event: Event) => {
      event.stopImmediatePropagation();
      globalThis.openStorage = () => request.dispatchEvent(new Event('success'));
    };
    request.addEventListener('success', delay, { once: true });
    return request;
  };
}
