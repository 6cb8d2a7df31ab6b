/**
 * Asks the browser whether this page may show notifications, unless the user has already decided. Call this function only
 * after a click that concerns notifications, because browsers block pages that ask without one. Never rejects.
 */
export async function askForNotificationPermission(): Promise<void> {
  if (!canAskForNotificationPermission()) return;
  try {
    await Notification.requestPermission();
  } catch {
    // The browser did not let the page ask. Notifications then appear only inside the page.
  }
}

/** Returns whether the browser supports notifications and the user has not decided about them yet. */
export const canAskForNotificationPermission = (): boolean =>
  typeof Notification !== 'undefined' && Notification.permission === 'default';
