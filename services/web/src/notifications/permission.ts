/**
 * Asks the user to allow notifications from this page, unless the user has already decided. Call this function only in
 * response to a click that is related to notifications, because browsers block pages that ask without a click. Never
 * rejects.
 */
export async function askForNotificationPermission(): Promise<void> {
  if (!canAskForNotificationPermission()) return;
  try {
    await Notification.requestPermission();
  } catch {
    // The browser did not let the page ask. Notifications therefore appear only as toasts inside the page.
  }
}

/** Returns whether the browser supports notifications and the user has neither allowed nor blocked them yet. */
export const canAskForNotificationPermission = (): boolean =>
  typeof Notification !== 'undefined' && Notification.permission === 'default';
