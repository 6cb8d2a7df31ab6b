import { startBrowser } from '@kcs/testkit';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import tapRoot, { type Test } from 'tap';

let sharedBrowserPromise: Promise<Browser> | undefined;

/**
 * Opens a browser context with its own storage, which is closed when the test ends. All tests in this folder share one
 * browser, because starting a browser takes 1 s of CPU time.
 */
export async function openBrowserContext(t: Test, options?: BrowserContextOptions): Promise<BrowserContext> {
  sharedBrowserPromise ??= startBrowser(tapRoot);
  const context = await (await sharedBrowserPromise).newContext(options);
  t.teardown(() => context.close());
  return context;
}
