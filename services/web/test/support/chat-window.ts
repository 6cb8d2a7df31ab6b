import type { Browser, Locator, Page } from 'playwright-core';
import { delayStorage } from './delay-storage.ts';

const DEFAULT_TIMEOUT_MS = 15_000;
/** The timeout for steps that require the page to reconnect to a gateway. */
const RECONNECT_TIMEOUT_MS = 30_000;

/**
 * Controls one person's browser window: performs actions and checks what is visible. Each check waits until the
 * expected content appears.
 */
export class ChatWindow {
  readonly page: Page;
  /** All uncaught errors, console errors, and console warnings from the page. */
  readonly problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  /** Opens a window with its own cookies and storage. `script` runs in the page before all other scripts. */
  static async open(browser: Browser, url: string, script?: () => void): Promise<ChatWindow> {
    const browserContext = await browser.newContext({ viewport: { width: 1300, height: 800 } });
    if (script) await browserContext.addInitScript(script);
    const page = await browserContext.newPage();
    page.setDefaultTimeout(DEFAULT_TIMEOUT_MS);
    const chatWindow = new ChatWindow(page);
    await page.goto(url);
    return chatWindow;
  }

  /**
   * Removes the entries of `problems` that contain any of the given texts. Use this method for problems that the test
   * causes on purpose.
   */
  removeProblems(...parts: string[]): void {
    const remainingProblems = this.problems.filter(
      (problem) => !parts.some((part) => problem.includes(part)),
    );
    this.problems.splice(0, this.problems.length, ...remainingProblems);
  }

  async logIn(email: string, password: string): Promise<void> {
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Log in', exact: true }).click();
  }

  #room = (title: string): Locator =>
    this.page.locator('.room').filter({ has: this.page.locator('.room-title', { hasText: title }) });

  async openRoom(title: string): Promise<void> {
    await this.#room(title).click();
    await this.page.locator('.room-head', { hasText: title }).waitFor();
  }

  waitForUnreadCount = (title: string, count: string) =>
    this.#room(title).locator('.badge', { hasText: count }).waitFor();
  waitForText = (text: string) => this.page.getByText(text).first().waitFor();
  waitUntilConnected = () =>
    this.page.locator('.banner').waitFor({ state: 'detached', timeout: RECONNECT_TIMEOUT_MS });
  press = (key: string) => this.page.keyboard.press(key);
  focus = () => this.page.bringToFront();
  resize = (width: number) => this.page.setViewportSize({ width, height: 800 });

  async type(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).pressSequentially(text);
  }

  async send(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.press('Enter');
  }

  /** Locates the newest stored message that contains this text. */
  #message = (text: string): Locator => this.page.locator('[data-seq]', { hasText: text }).last();
  waitForMessage = (text: string) => this.#message(text).waitFor();
  /** Waits until the message is in the visible part of the timeline. */
  waitForVisibleMessage = (text: string) =>
    this.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('[data-seq]')].some((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return row.textContent?.includes(wanted) && top >= 0 && bottom <= innerHeight;
        }),
      text,
    );
  /** Waits until the Enter key would open the search result that contains this text. */
  waitForSelectedResult = (text: string) =>
    this.page.locator('[role="option"][aria-selected="true"]', { hasText: text }).waitFor();
  waitUntilStored = (text: string) => this.#message(text).waitFor({ timeout: RECONNECT_TIMEOUT_MS });
  /** Waits until the page shows the message with the state "Waiting to be sent". */
  waitUntilPending = (text: string) =>
    this.page
      .locator('.row-pending', { hasText: text })
      .filter({ has: this.page.getByText('Waiting to be sent', { exact: true }) })
      .waitFor();
  waitForTicks = (text: string, tooltip: string) =>
    this.#message(text).locator('.ticks', { hasText: tooltip }).waitFor();

  async waitForTyping(text: string): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const typingText = document.querySelector('.typing-line')?.textContent ?? '';
      return wanted === '' ? typingText === '' : typingText.includes(wanted);
    }, text);
  }

  /**
   * Scrolls down step by step to the newest message, as a user would. Returns the texts of all messages from the first
   * visible one to the end.
   */
  readToEnd(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const textBySeq = new Map<number, string>();
      const waitForNextFrame = () => new Promise(requestAnimationFrame);
      const timelineBox = document.querySelector('.timeline');
      if (!timelineBox) throw new Error('No room is open.');
      // The button that jumps to the end disappears briefly when the last page of messages arrives. The loop
      // therefore ends only after ten consecutive checks without the button.
      for (let framesAtEnd = 0; framesAtEnd < 10; ) {
        for (const row of document.querySelectorAll<HTMLElement>('[data-seq]')) {
          textBySeq.set(Number(row.dataset.seq), row.querySelector('.text')?.textContent ?? '');
        }
        framesAtEnd = document.querySelector('.to-end') ? 0 : framesAtEnd + 1;
        timelineBox.scrollBy({ top: timelineBox.clientHeight / 2 });
        for (let frame = 0; frame < 3; frame += 1) await waitForNextFrame();
      }
      return [...textBySeq].sort(([one], [other]) => one - other).map(([, text]) => text);
    });
  }

  async #act(text: string, action: string): Promise<void> {
    await this.#message(text).hover();
    await this.#message(text).getByRole('button', { name: action, exact: true }).click();
  }

  async react(text: string, emoji: string): Promise<void> {
    await this.#act(text, 'React');
    await this.page.getByRole('menuitemcheckbox', { name: `React with ${emoji}` }).click();
  }

  waitForReaction = (text: string, emoji: string) =>
    this.#message(text).locator('.reaction', { hasText: emoji }).waitFor();

  async edit(text: string, changed: string): Promise<void> {
    await this.#act(text, 'Edit');
    await this.send(changed);
  }

  async remove(text: string): Promise<void> {
    await this.#act(text, 'Delete');
    await this.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  }

  /** Returns the distances in pixels between the reaction menu and the left and right edges of the window. */
  async reactionMargins(text: string): Promise<number[]> {
    await this.#act(text, 'React');
    const menuMargins = await this.page.getByRole('menu', { name: 'Reactions' }).evaluate((menu) => {
      const { left, right } = menu.getBoundingClientRect();
      return [left, window.innerWidth - right];
    });
    await this.press('Escape');
    return menuMargins;
  }

  /**
   * Opens a dialog above the open members panel. Then checks that the first Escape closes only the dialog, and that the
   * second one closes the panel and moves the focus to the button that opens the panel.
   */
  async checkEscapeInMembersPanel(): Promise<void> {
    const membersPanel = this.page.getByRole('complementary', { name: 'Members' });
    const dialog = this.page.getByRole('dialog');
    await membersPanel.getByRole('button', { name: 'Rename group' }).click();
    await dialog.waitFor();
    await this.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await membersPanel.waitFor();
    await this.press('Escape');
    await membersPanel.waitFor({ state: 'detached' });
    await this.page.locator('[aria-label="Show members"]:focus').waitFor();
  }

  /** Starts or joins the call of the open room, and waits until this window is in the call. */
  async enterCall(action: 'Start a call' | 'Join call'): Promise<void> {
    await this.page.locator('.room-head').getByRole('button', { name: action }).click();
    await this.page.getByRole('dialog').locator('video').waitFor();
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: /^(Start|Join) call$/ })
      .click();
    await this.page.getByRole('main', { name: 'Call' }).waitFor();
  }

  /** Waits until the call shows the camera picture of another participant. */
  waitForPicture = (name: string) =>
    this.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.call-grid > .tile')].some(
          (tile) => tile.textContent?.includes(wanted) && (tile.querySelector('video')?.videoWidth ?? 0) > 0,
        ),
      name,
    );

  /** Waits until a notice says that the call was ended for everyone, and dismisses the notice. */
  async dismissEndedCall(): Promise<void> {
    const endNotice = this.page.getByRole('region', { name: 'The call has ended' });
    await endNotice.getByText('was ended for everyone').waitFor();
    await endNotice.getByRole('button', { name: 'Dismiss' }).click();
    await endNotice.waitFor({ state: 'detached' });
  }

  async rename(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Rename group' }).click();
    await this.page.getByLabel('Group name').fill(name);
    await this.press('Enter');
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  async mute(title: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Notifications: All messages' }).click();
    await this.page.getByRole('menuitemradio', { name: 'Nothing' }).click();
    await this.#room(title).getByLabel('Muted').waitFor();
  }

  async startDirectRoom(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New conversation' }).first().click();
    await this.page.getByRole('dialog').waitFor();
    // Type without clicking first, to check that the dialog focuses its search field by itself.
    await this.page.keyboard.type(name);
    await this.page.locator('.picker-list .person', { hasText: name }).click();
    await this.page.getByRole('button', { name: 'Start chatting' }).click();
    await this.page.locator('.room-head', { hasText: name }).waitFor();
  }

  async chooseStatus(status: string): Promise<void> {
    await this.page.locator('.status-button').click();
    await this.page.getByRole('menuitemradio', { name: status, exact: true }).click();
    await this.page.locator('.status-button', { hasText: status }).waitFor();
  }

  waitForPresence = (name: string, status: string) =>
    this.#room(name).locator('.dot', { hasText: status }).waitFor();

  /** Makes every request that sends a message fail. After `failSending(false)`, these requests succeed again. */
  async failSending(on = true): Promise<void> {
    const messagesUrlPattern = '**/chat/rooms/*/messages';
    if (!on) return this.page.unroute(messagesUrlPattern);
    await this.page.route(messagesUrlPattern, (route) =>
      route.request().method() === 'POST' ? route.abort() : route.fallback(),
    );
  }

  /**
   * Reloads the page with a fake clock. Keeps the browser storage from opening until the clock has advanced by `ms`.
   */
  async reloadWithSlowStorage(ms: number): Promise<void> {
    await this.page.addInitScript(delayStorage);
    await this.page.clock.install();
    await this.page.reload();
    await this.page.waitForFunction(() => globalThis.openStorage !== undefined);
    await this.page.locator('.room').first().waitFor();
    await this.page.clock.fastForward(ms);
    await this.page.evaluate(() => globalThis.openStorage?.());
  }

  /** Starts a reload, cancels it in the browser's confirmation dialog, and returns the type of that dialog. */
  async cancelReload(): Promise<string> {
    const nextDialogPromise = this.page.waitForEvent('dialog');
    // Ignore the rejected reload, because the test cancels it on purpose.
    void this.page.reload().catch(() => undefined);
    const dialog = await nextDialogPromise;
    await dialog.dismiss();
    return dialog.type();
  }

  /** Clicks "Log out", waits until the confirmation dialog shows the warning, and cancels the logout. */
  async cancelLogOut(warning: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Log out' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByText(warning).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  close = () => this.page.context().close();
}
