import type { ChatEvents, ChatState } from '@kcs/chat-client';
import type { CallsState } from '@kcs/chat-client/calls';
import { startBrowser } from '@kcs/testkit';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { createChatState } from './sample-data.ts';
import type { SceneName } from './stage-page.tsx';
import { startStageServer } from './stage-server.ts';
import type { MethodAnswer, MethodCall } from './stand-in-chat.ts';

/** A browser on a busy machine may wait several seconds for a core. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** A time zone where it is about noon, so that no day ends between the creation of sample messages and a check. */
const TIME_ZONE = getTimeZoneAtNoon();

export interface StageOptions {
  readonly state?: ChatState;
  /** The text on the login page that says why the last session ended. */
  readonly endReason?: string;
  /** The id of the room in the page's address. The page opens this room. If absent, no room opens. */
  readonly roomId?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /**
   * Options of the browser context. A test with `context` or `prepare` runs in its own browser context. All other
   * tests share one page.
   */
  readonly context?: BrowserContextOptions;
  /** Prepares the page before its scripts run, for example by installing a fake clock. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** A test page that shows one scene. All scenes except `app` and `admin` use a stand-in for the chat client. */
export class Stage {
  readonly page: Page;
  /** All uncaught errors, console errors, and console warnings from the page. */
  readonly problems: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(DEFAULT_TIMEOUT_MS);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  setState(changes: Partial<ChatState>): Promise<void> {
    return this.page.evaluate((given) => pageStage.chat.setState(given), changes);
  }

  /** Opens the preview of the call in the open room, and then sets the state of the user's calls. */
  async openCall(state: CallsState): Promise<void> {
    await this.page.locator('.room-head').getByRole('button', { name: /call/ }).click();
    await this.called('calls.openPreview');
    await this.setCalls(state);
  }

  /** Changes the state of the user's calls. In place of a media stream, pass `STREAM_PLACEHOLDER`. */
  setCalls(changes: Partial<CallsState>): Promise<void> {
    return this.page.evaluate((given) => pageStage.calls.setState(given), changes);
  }

  emit<E extends keyof ChatEvents>(name: E, value: ChatEvents[E]): Promise<void> {
    return this.page.evaluate(
      ([event, given]) => pageStage.chat.emit(event as keyof ChatEvents, given as never),
      [name, value] as const,
    );
  }

  answer(method: string, answer: MethodAnswer): Promise<void> {
    return this.page.evaluate(([name, given]) => pageStage.chat.answer(name, given), [
      method,
      answer,
    ] as const);
  }

  /** Waits until the page has called a client method, and returns the arguments of the latest call. */
  async called(method: string): Promise<readonly unknown[]> {
    await this.page.waitForFunction(
      (name) => pageStage.chat.calls.some((call) => call.method === name),
      method,
    );
    return (await this.callsTo(method)).at(-1)?.args ?? [];
  }

  async callsTo(method: string): Promise<MethodCall[]> {
    const allCalls = await this.page.evaluate(() => pageStage.chat.calls);
    return allCalls.filter((call) => call.method === method);
  }

  button = (name: string): Locator => this.page.getByRole('button', { name, exact: true });
  press = (key: string): Promise<void> => this.page.keyboard.press(key);
  shows = (text: string): Promise<void> => this.page.getByText(text).first().waitFor();
  gone = (locator: Locator): Promise<void> => locator.waitFor({ state: 'detached' });

  /** Waits until an element that matches the locator has the focus. The page may replace the element meanwhile. */
  focused = (locator: Locator): Promise<void> =>
    locator.and(this.page.locator(':focus')).waitFor({ state: 'attached' });
}

interface SharedBrowser {
  readonly url: string;
  readonly browser: Browser;
  /**
   * The page that all tests without their own browser context share. Opening a new page takes longer than most tests.
   */
  readonly stage: Stage;
}

let sharedBrowserPromise: Promise<SharedBrowser> | undefined;

/** Starts the browser and the server that all tests in a process share. Later calls return the running ones. */
function startSharedBrowser(): Promise<SharedBrowser> {
  sharedBrowserPromise ??= (async () => {
    const [server, browser] = await Promise.all([startStageServer(), startBrowser(t)]);
    t.teardown(() => server.close());
    return { url: server.url, browser, stage: new Stage(await browser.newPage({ timezoneId: TIME_ZONE })) };
  })();
  return sharedBrowserPromise;
}

function getTimeZoneAtNoon(): string {
  const hoursAhead = 12 - new Date().getUTCHours();
  // The names of these zones have the opposite sign: Etc/GMT-5 is five hours ahead of UTC.
  return `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`;
}

async function openStage(t: Test, options: StageOptions): Promise<Stage> {
  const { url, browser, stage: sharedStage } = await startSharedBrowser();
  const viewport = options.viewport ?? { width: 1300, height: 800 };
  let stage = sharedStage;
  if (options.context || options.prepare) {
    const browserContext = await browser.newContext({ viewport, timezoneId: TIME_ZONE, ...options.context });
    t.teardown(() => browserContext.close());
    stage = new Stage(await browserContext.newPage());
    await options.prepare?.(stage.page);
  } else {
    await stage.page.unrouteAll();
    await stage.page.setViewportSize(viewport);
    await stage.page.mouse.move(0, 0);
  }
  // Give each test its own query string. The browser does not reload the page if only the part after # changes.
  const addressHash = options.roomId ? `#/rooms/${options.roomId}` : '';
  const pageAddress = `${url}?${encodeURIComponent(t.name)}${addressHash}`;
  const isPageReset =
    stage.page.url().startsWith(url) && (await stage.page.evaluate((to) => pageStage.reset(to), pageAddress));
  if (!isPageReset) await stage.page.goto(pageAddress);
  stage.problems.splice(0);
  return stage;
}

/**
 * Runs a test that shows a scene on a page with empty storage. The page may be the one that the previous test used. The
 * test fails if the console contains an error or warning that the test has not removed from `stage.problems`.
 */
export function stageTest(
  title: string,
  scene: SceneName,
  options: StageOptions,
  body: (t: Test, stage: Stage) => Promise<unknown>,
): void {
  t.test(title, async (t) => {
    const stage = await openStage(t, options);
    await stage.page.evaluate(([name, state, reason]) => pageStage.mount(name, state, reason), [
      scene,
      options.state ?? createChatState(),
      options.endReason ?? null,
    ] as const);
    await body(t, stage);
    t.strictSame(stage.problems, [], 'nothing is wrong in the console');
  });
}
