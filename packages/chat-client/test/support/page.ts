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
const pageSearchParams = new URLSearchParams(location.search);
const apiUrl = pageSearchParams.get('url') ?? '';
const pageSessionStorage = browserSessionStorage(true);

async function startTestPage(): Promise<TestPage> {
  const credentials = {
    email: pageSearchParams.get('email') ?? '',
    password: pageSearchParams.get('password') ?? '',
  };
  const session =
    openSession({ url: apiUrl, storage: pageSessionStorage }) ??
    (await logIn({ url: apiUrl, storage: pageSessionStorage }, credentials));
  const outbox = browserOutbox(session.user.id);
  const socketUrl = pageSearchParams.get('sockets') ?? apiUrl;
  return { chat: createChatClient({ session, outbox, socketUrl }) };
}

window.testPage = startTestPage();
