import { findChromiumPath } from '@kcs/private-servers';
import type { Browser } from 'playwright-core';
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

/** Flags that give pages a camera, a microphone, and a screen that do not exist, without asking for permission. */
const FAKE_MEDIA_FLAGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
];

interface StartBrowserOptions {
  /** Whether pages have a fake camera, microphone, and screen, and may use them. */
  readonly fakeMedia?: boolean;
}

/**
 * Starts the installed Chromium in headless mode, or the browser in `KCS_TEST_CHROMIUM`. The browser is closed when the
 * test ends. Throws if no browser is found.
 */
export async function startBrowser(
  t: Pick<TestContext, 'teardown'>,
  { fakeMedia = false }: StartBrowserOptions = {},
): Promise<Browser> {
  const executablePath = process.env.KCS_TEST_CHROMIUM || findChromiumPath();
  if (!executablePath)
    throw new Error('Chromium is not installed. Run: apt-get install chromium-headless-shell');
  // Loading Playwright takes more CPU time than most tests, and most processes start no browser.
  const { chromium } = await import('playwright-core');
  const args = [...QUIET_CHROMIUM_FLAGS, ...(fakeMedia ? FAKE_MEDIA_FLAGS : [])];
  const browser = await chromium.launch({ executablePath, headless: true, args });
  t.teardown(() => browser.close());
  return browser;
}
