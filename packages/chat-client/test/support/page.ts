import {
  browserOutbox,
  browserSessionStorage,
  type ChatClient,
  createChatClient,
  logIn,
  openSession,
} from '../../src/index.ts';

/** The objects in the test page that the browser tests use. */
export interface TestPage {
  readonly chat: ChatClient;
}

declare global {
  interface Window {
    testPage: Promise<TestPage>;
  }
}

/**
 * The query parameters `url` and `sockets` are the origins of the API and of Socket.IO. The page logs in with `email`
 * and `password` if no session is stored.
 */
const pageQuery = new URLSearchParams(location.search);
const apiUrl = pageQuery.get('url') ?? '';
const storage = browserSessionStorage(true);

async function startPage(): Promise<TestPage> {
  const credentials = { email: pageQuery.get('email') ?? '', password: pageQuery.get('password') ?? '' };
  const session =
    openSession({ url: apiUrl, storage }) ?? (await logIn({ url: apiUrl, storage }, credentials));
  const outbox = browserOutbox(session.user.id);
  const socketUrl = pageQuery.get('sockets') ?? apiUrl;
  return { chat: createChatClient({ session, outbox, socketUrl }) };
}

window.testPage = startPage();
