import { findChromium } from '@kcs/private-servers';
import { type Browser, chromium } from 'playwright-core';
import type { TestContext } from '../test-context.ts';

/** Keeps Chromium from sending anything over the network that the test did not request. */
const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the system's Chromium, headless. It ends with the test. Throws if there is none. `KCS_TEST_CHROMIUM` names
 * another program.
 */
export async function startBrowser(t: Pick<TestContext, 'teardown'>): Promise<Browser> {
  const executablePath = process.env.KCS_TEST_CHROMIUM || findChromium();
  if (!executablePath) throw new Error('Chromium is not installed. Run: apt-get install chromium');
  const browser = await chromium.launch({ executablePath, headless: true, args: QUIET_FLAGS });
  t.teardown(() => browser.close());
  return browser;
}
