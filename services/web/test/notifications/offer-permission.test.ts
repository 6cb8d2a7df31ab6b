import t, { type Test } from 'tap';
import { createPermissionOfferOnce } from '../../src/notifications/offer-permission.ts';
import { setStandInGlobals } from '../support/stand-in-globals.ts';

/** Installs a stand-in for the browser's notifications and storage. Returns the number of times the page has asked. */
function startStandInBrowser(t: Test, permission: string): { readonly askedCount: () => number } {
  let askedCount = 0;
  const valueByKey = new Map<string, string>();
  setStandInGlobals(t, {
    Notification: {
      permission,
      requestPermission: async () => {
        askedCount += 1;
      },
    },
    localStorage: {
      getItem: (key: string) => valueByKey.get(key) ?? null,
      setItem: (key: string, value: string) => valueByKey.set(key, value),
    },
  });
  return { askedCount: () => askedCount };
}

t.test('notifications are offered once, and the page asks only after a click on the offer', async (t) => {
  const { askedCount } = startStandInBrowser(t, 'default');
  const permissionOffer = createPermissionOfferOnce();
  t.equal(askedCount(), 0);
  permissionOffer?.action.run();
  t.equal(askedCount(), 1);
  t.equal(createPermissionOfferOnce(), undefined, 'not a second time on this device');
});

t.test('a user who has allowed or blocked notifications gets no offer', async (t) => {
  for (const permission of ['granted', 'denied']) {
    startStandInBrowser(t, permission);
    t.equal(createPermissionOfferOnce(), undefined, permission);
  }
});
