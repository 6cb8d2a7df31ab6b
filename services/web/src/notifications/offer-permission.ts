import { deviceStorage } from '@kcs/chat-client';
import { askForNotificationPermission, canAskForNotificationPermission } from './permission.ts';

const OFFER_SHOWN_STORAGE_KEY = 'kcs.notifications-offered';

/** A toast that offers to turn on browser notifications. The toast board shows it. */
interface PermissionOfferToast {
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void };
}

/**
 * Returns an offer to turn on browser notifications. Call this function when the user is mentioned. Returns undefined
 * if this device has shown the offer before, if the user has already allowed or blocked notifications, or if the
 * browser does not support them.
 */
export function createPermissionOfferOnce(): PermissionOfferToast | undefined {
  if (!canAskForNotificationPermission() || deviceStorage.read(OFFER_SHOWN_STORAGE_KEY) !== null)
    return undefined;
  deviceStorage.write(OFFER_SHOWN_STORAGE_KEY, 'yes');
  return {
    text: 'Do you want to be notified of mentions while this page is in the background?',
    action: { label: 'Turn on', run: () => void askForNotificationPermission() },
  };
}
