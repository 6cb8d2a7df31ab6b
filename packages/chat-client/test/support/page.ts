import {
  browserSessionStorage,
  type ChatClient,
  createChatClient,
  indexedDbOutbox,
  logIn,
  openSession,
} from '../../src/index.ts';

/** What the browser test talks to in the page. */
export interface TestPage {
  readonly chat: ChatClient;
}

declare global {
  interface Window {
    testPage: Promise<TestPage>;
  }
}

/** `?url=&sockets=` where the system is; `&email=&password=` to log in where no session is kept. */
const asked = new URLSearchParams(location.search);
const url = asked.get('url') ?? '';
const storage = browserSessionStorage(true);

async function start(): Promise<TestPage> {
  const credentials = { email: asked.get('email') ?? '', password: asked.get('password') ?? '' };
  const session = openSession({ url, storage }) ?? (await logIn({ url, storage }, credentials));
  const outbox = await indexedDbOutbox(session.user.id);
  const socketUrl = asked.get('sockets') ?? url;
  return { chat: createChatClient({ session, outbox, socketUrl }) };
}

window.testPage = start();
