import t from 'tap';
import { createBrowserPlatform } from '../../src/meetings/browser-platform.ts';

/** Replaces the browser's global objects during a test. */
function replaceGlobals(t: { teardown(restore: () => void): void }, globals: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(globals)) {
    const former = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true });
    t.teardown(() => {
      if (former) Object.defineProperty(globalThis, name, former);
      else Reflect.deleteProperty(globalThis, name);
    });
  }
}

t.test('a page without HTTPS has no devices, and opening one fails', async (t) => {
  replaceGlobals(t, { navigator: {}, window: new EventTarget() });
  const platform = createBrowserPlatform();
  t.match(platform, { isSecure: false, canShareScreen: false });
  t.same(await platform.listDevices(), []);
  await t.rejects(platform.openDevices({ audio: true }), { name: 'NotSupportedError' });
  await t.rejects(platform.openScreen(), { name: 'NotSupportedError' });
  platform.onDevicesChanged(() => undefined)();
});

t.test('a change of the network is reported, but a change of its speed is not', async (t) => {
  const connection = Object.assign(new EventTarget(), { type: 'wifi' });
  const window = new EventTarget();
  replaceGlobals(t, { navigator: { connection }, window });
  let reportCount = 0;
  const stopListening = createBrowserPlatform().onNetworkChanged(() => {
    reportCount += 1;
  });
  connection.dispatchEvent(new Event('change'));
  t.equal(reportCount, 0);
  connection.type = 'cellular';
  connection.dispatchEvent(new Event('change'));
  window.dispatchEvent(new Event('online'));
  t.equal(reportCount, 2);
  stopListening();
  window.dispatchEvent(new Event('online'));
  t.equal(reportCount, 2);
});
