import { findChromiumPath } from '@kcs/private-servers';
import { type Browser, chromium } from 'playwright-core';
import type { TestContext } from '../test-context.ts';

/** Flags that stop Chromium from sending background traffic, such as updates and sync. */
const QUIET_CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the installed Chromium in headless mode, or the browser in `KCS_TEST_CHROMIUM`. The browser is closed when the
 * test ends. Throws if no browser is found.
 */
export async function startBrowser(t: Pick<TestContext, 'teardown'>): Promise<Browser> {
  const executablePath = process.env.KCS_TEST_CHROMIUM || findChromiumPath();
  if (!executablePath)
    throw new Error('Chromium is not installed. Run: apt-get install chromium-headless-shell');
  const browser = await chromium.launch({ executablePath, headless: true, args: QUIET_CHROMIUM_FLAGS });
  t.teardown(() => browser.close());
  return browser;
}
