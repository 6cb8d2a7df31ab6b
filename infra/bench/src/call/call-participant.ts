import {
  CuttableProxy,
  type startBrowser,
  type TestContext,
  type TestSystem,
  type TestUser,
} from '@kcs/testkit';
import type { CallPageFunctions, CallView } from './call-page-functions.ts';

type Browser = Awaited<ReturnType<typeof startBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

/** The global object of the page. The callbacks of `evaluate` run in the page. */
declare const window: { readonly callPage: Promise<CallPageFunctions> };

export interface OpenParticipantOptions {
  readonly browser: Browser;
  readonly system: TestSystem;
  readonly user: TestUser;
  /** The index of the gateway that the participant connects to. */
  readonly gateway: number;
  /** The address of the page that `serveCallPage` serves. */
  readonly pageAddress: string;
  /** Whether to use only network paths through the TURN server. */
  readonly isRelayed: boolean;
}

const PAGE_TIMEOUT_MS = 30_000;

/** One participant of a call: a page in a browser that uses the chat client. */
export class CallDrillParticipant {
  readonly user: TestUser;
  readonly #page: Page;
  readonly #path: CuttableProxy;

  private constructor(user: TestUser, page: Page, path: CuttableProxy) {
    this.user = user;
    this.#page = page;
    this.#path = path;
  }

  /** Opens the page of a participant. Its sockets connect through a proxy, which stands in for a load balancer. */
  static async open(
    t: Pick<TestContext, 'teardown'>,
    options: OpenParticipantOptions,
  ): Promise<CallDrillParticipant> {
    const { browser, system, user, gateway, pageAddress, isRelayed } = options;
    const path = await CuttableProxy.start(system.gateways[gateway]?.url ?? '');
    t.teardown(() => path.stop());
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    const parameters = {
      url: system.frontDoor,
      sockets: path.through(system.socketUrl),
      token: user.token,
      relay: String(isRelayed),
    };
    await page.goto(`${pageAddress}#${new URLSearchParams(parameters)}`);
    return new CallDrillParticipant(user, page, path);
  }

  /** Makes the proxy connect later sockets of the participant to another gateway, as a load balancer would. */
  moveTo(gateway: { readonly url: string }): void {
    this.#path.redirect(gateway.url);
  }

  join(roomId: string): Promise<void> {
    return this.#page.evaluate(async (id) => (await window.callPage).join(id), roomId);
  }

  leave(): Promise<void> {
    return this.#page.evaluate(async () => (await window.callPage).leave());
  }

  shareScreen(): Promise<void> {
    return this.#page.evaluate(async () => (await window.callPage).shareScreen());
  }

  sendChat(content: string): Promise<void> {
    return this.#page.evaluate(async (text) => (await window.callPage).sendChat(text), content);
  }

  /** Returns the number of decoded video frames of each other participant, by participant id. */
  countFrames(): Promise<Record<string, number>> {
    return this.#page.evaluate(async () => (await window.callPage).countFrames());
  }

  listPathKinds(): Promise<readonly string[]> {
    return this.#page.evaluate(async () => (await window.callPage).listPathKinds());
  }

  readView(): Promise<CallView> {
    return this.#page.evaluate(async () => (await window.callPage).readView());
  }
}
