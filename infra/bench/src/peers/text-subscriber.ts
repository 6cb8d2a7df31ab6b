import WebSocket from 'ws';

interface TextSubscriberOptions {
  readonly url: string;
  /** The texts that subscribe to a room. They are sent one after the other as soon as the connection is open. */
  readonly greetings: readonly string[];
  /**
   * Returns whether a text from the server confirms the subscription. Default: opening the connection
   * confirms it.
   */
  readonly confirms?: (text: string) => boolean;
  /** Returns the answer to a ping of the server, or undefined for any other text. */
  readonly answerPing?: (text: string) => string | undefined;
  readonly onText: (text: string) => void;
}

const SUBSCRIBE_TIMEOUT_MS = 15_000;

/**
 * Connects a WebSocket that receives the messages of one room as text. Resolves with a function that closes the
 * connection when the server has confirmed the subscription. Rejects if there is no confirmation within 15 s.
 */
export function subscribeToText({
  url,
  greetings,
  confirms,
  answerPing,
  onText,
}: TextSubscriberOptions): Promise<() => void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    const timeoutTimer = setTimeout(() => {
      reject(new Error(`${url} did not confirm a subscription within ${SUBSCRIBE_TIMEOUT_MS} ms`));
      socket.terminate();
    }, SUBSCRIBE_TIMEOUT_MS);
    const succeed = () => {
      clearTimeout(timeoutTimer);
      resolve(() => socket.terminate());
    };
    socket.on('error', reject);
    socket.on('open', () => {
      for (const greeting of greetings) socket.send(greeting);
      if (!confirms) succeed();
    });
    socket.on('message', (data) => {
      const text = data.toString();
      const answer = answerPing?.(text);
      if (answer !== undefined) socket.send(answer);
      else if (confirms?.(text)) succeed();
      else onText(text);
    });
  });
}
