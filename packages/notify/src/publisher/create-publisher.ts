import type { NotificationDocument } from '../document/document.ts';
import { prepareDocument } from '../document/prepare-document.ts';
import { createHttpTransport } from '../transports/http-transport.ts';
import { readProducerName } from '../transports/nats-creds.ts';
import { createNatsTransport } from '../transports/nats-transport.ts';
import type { Transport } from '../transports/transport.ts';
import type { PublishResult } from './publish-result.ts';
import type { Publisher, PublisherOptions, PublishOptions } from './publisher.ts';
import { createAbortedResult, sendWithRetries } from './send-with-retries.ts';
import { Slots } from './slots.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_ATTEMPT_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_IN_FLIGHT = 64;
const DEFAULT_MAX_WAITING = 10_000;

/**
 * Returns a publisher that sends notifications over NATS (with `creds`) or HTTP (with `token`). Connects when the first
 * document is published, so a program can start before KCS Chat does. Throws `TypeError` if the options are not valid.
 */
export function createPublisher(options: PublisherOptions): Publisher {
  const transport = createTransport(options);
  const { timeoutMs = DEFAULT_TIMEOUT_MS, attemptTimeoutMs = DEFAULT_ATTEMPT_TIMEOUT_MS } = options;
  const { maxInFlight = DEFAULT_MAX_IN_FLIGHT, maxWaiting = DEFAULT_MAX_WAITING } = options;
  const slots = new Slots(maxInFlight, maxWaiting);
  const closeController = new AbortController();
  const pendingPublishes = new Set<Promise<PublishResult>>();
  let isClosing = false;

  async function publish(
    document: NotificationDocument,
    { signal: callerSignal, timeoutMs: callTimeoutMs = timeoutMs }: PublishOptions,
  ): Promise<PublishResult> {
    const deadline = performance.now() + callTimeoutMs;
    const verdict = prepareDocument(document);
    if (!verdict.ok) {
      const { id, code, message, details } = verdict;
      return { status: 'refused', id, code, message, details };
    }
    const { id } = verdict;
    const signals = [closeController.signal, ...(callerSignal ? [callerSignal] : [])];
    const signal = AbortSignal.any(signals);
    if (signal.aborted || isClosing) return createAbortedResult(id);
    const admission = slots.take(callTimeoutMs, signal);
    if (admission === undefined) return createBusyResult(id, maxWaiting);
    // If the call got no slot, its deadline has passed or it was aborted. With a deadline of 0, `sendWithRetries` makes
    // no attempt, and returns the result for whichever of the two happened.
    if (!(await admission))
      return sendWithRetries(transport, verdict, { deadline: 0, attemptTimeoutMs, signal });
    try {
      return await sendWithRetries(transport, verdict, { deadline, attemptTimeoutMs, signal });
    } finally {
      slots.release();
    }
  }

  return {
    publish: (document, publishOptions = {}) => {
      const publishPromise = publish(document, publishOptions);
      pendingPublishes.add(publishPromise);
      return publishPromise.finally(() => pendingPublishes.delete(publishPromise));
    },
    close: async ({ abort = false } = {}) => {
      isClosing = true;
      if (abort) closeController.abort();
      await Promise.allSettled(pendingPublishes);
      await transport.close();
    },
  };
}

const createBusyResult = (id: string, maxWaiting: number): PublishResult => ({
  status: 'busy',
  id,
  message: `${maxWaiting} documents are waiting already. Wait for their results before you publish more.`,
});

function createTransport(options: PublisherOptions): Transport {
  const { url, creds, token } = options;
  const urls = typeof url === 'string' ? [url] : url;
  if (creds !== undefined && token === undefined) {
    checkUrls(urls, ['nats:', 'tls:'], 'With "creds"');
    const getCreds = typeof creds === 'string' ? () => creds : creds;
    return createNatsTransport({ urls, producer: readProducerName(getCreds()), getCreds });
  }
  if (token !== undefined && creds === undefined) {
    checkUrls(urls, ['http:', 'https:'], 'With "token"');
    return createHttpTransport({
      url: urls[0] ?? '',
      getToken: typeof token === 'string' ? () => token : token,
    });
  }
  throw new TypeError('Pass either "creds" to publish over NATS, or "token" to publish over HTTP.');
}

function checkUrls(urls: readonly string[], protocols: readonly string[], condition: string): void {
  const hasValidUrls =
    urls.length > 0 &&
    urls.every((url) => {
      const parsedUrl = URL.canParse(url) ? new URL(url) : undefined;
      return parsedUrl !== undefined && protocols.includes(parsedUrl.protocol) && parsedUrl.hostname !== '';
    });
  if (hasValidUrls) return;
  const examples = protocols.map((protocol) => `${protocol}//host`).join(' or ');
  throw new TypeError(`${condition}, "url" must be an address like ${examples}.`);
}
