import { findBinary } from '@kcs/private-servers';
import { type Browser, chromium } from 'playwright-core';
import type { TestContext } from '../test-context.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Nothing but what the test asks for goes over the network. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The system's Chromium, headless; it ends with the test. */
export const startBrowser = async (t: Pick<TestContext, 'teardown'>): Promise<Browser> => {
  const found = NAMES.map((name) => findBinary(name)).find((path) => path !== undefined);
  const executablePath = process.env.KCS_TEST_CHROMIUM || found;
  if (executablePath === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
  const browser = await chromium.launch({ executablePath, headless: true, args: QUIET });
  t.teardown(() => browser.close());
  return browser;
};
