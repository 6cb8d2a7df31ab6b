import {
  browserSessionStorage,
  type ChatClient,
  createChatClient,
  indexedDbOutbox,
  logIn,
  openSession,
} from '../../src/index.ts';

/** The functions that the browser tests call in the page. */
export interface TestPage {
  readonly chat: ChatClient;
}

declare global {
  interface Window {
    testPage: Promise<TestPage>;
  }
}

/** `?url=&sockets=` locate the system. `&email=&password=` log in if no session is stored. */
const query = new URLSearchParams(location.search);
const url = query.get('url') ?? '';
const storage = browserSessionStorage(true);

async function start(): Promise<TestPage> {
  const credentials = { email: query.get('email') ?? '', password: query.get('password') ?? '' };
  const session = openSession({ url, storage }) ?? (await logIn({ url, storage }, credentials));
  const outbox = await indexedDbOutbox(session.user.id);
  const socketUrl = query.get('sockets') ?? url;
  return { chat: createChatClient({ session, outbox, socketUrl }) };
}

window.testPage = start();
