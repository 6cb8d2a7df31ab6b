import type { FailureResponse, SentNotification } from '@kcs/contracts';
import type { PreparedDocument } from '../document/prepare-document.ts';
import { describeError, type SendOutcome, type Transport } from './transport.ts';

const SEND_PATH = 'api/v1/notifications';
const TOO_MANY_REQUESTS = 429;
/** The wait after a 429 response without a usable `Retry-After` header. */
const DEFAULT_QUOTA_WAIT_MS = 1_000;
/**
 * The statuses below 500, besides 429, after which another attempt may succeed: the request arrived too slowly (408),
 * or too early (425).
 */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425]);

interface HttpTransportOptions {
  /** The address of KCS Chat, such as `https://chat.school.example`. */
  readonly url: string;
  readonly getToken: () => string | Promise<string>;
}

/** Sends documents with `POST /notifications`. */
export function createHttpTransport({ url, getToken }: HttpTransportOptions): Transport {
  const sendUrl = new URL(SEND_PATH, url.endsWith('/') ? url : `${url}/`);

  async function post({ bytes }: PreparedDocument, signal: AbortSignal): Promise<SendOutcome> {
    const response = await fetch(sendUrl, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await getToken()}`,
        'content-type': 'application/json',
      },
      body: bytes,
      // Do not follow redirects: they could turn the request into a GET request, or send the token to another address.
      redirect: 'manual',
      signal,
    });
    const body = parseJson(await response.text());
    if (response.status === 202) return toAcceptedOutcome(body);
    return toFailureOutcome(response, body as Partial<FailureResponse> | undefined, sendUrl);
  }

  return {
    send: (document, signal) =>
      post(document, signal).catch((error) => ({
        kind: 'failed',
        message: `The request to ${sendUrl.origin} failed. ${describeError(error)}.`,
      })),
    close: async () => {},
  };
}

function toAcceptedOutcome(body: unknown): SendOutcome {
  const { data } = (body ?? {}) as { data?: Partial<SentNotification> };
  return {
    kind: 'accepted',
    isRepeated: data?.repeated === true,
    ...(data?.recipients !== undefined && { recipients: data.recipients }),
    ...(data?.dead !== undefined && { unknownTargets: data.dead }),
  };
}

function toFailureOutcome(
  { status, headers }: Response,
  body: Partial<FailureResponse> | undefined,
  sendUrl: URL,
): SendOutcome {
  const {
    code = `HTTP_${status}`,
    message = `${sendUrl} answered ${status}. Check that this is the address of KCS Chat.`,
    details,
  } = body?.error ?? {};
  if (status === TOO_MANY_REQUESTS) {
    return { kind: 'failed', message, quotaRetryAfterMs: readRetryAfterMs(headers) };
  }
  if (status >= 500 || TRANSIENT_STATUSES.has(status)) return { kind: 'failed', message };
  return { kind: 'refused', code, message, ...(details && { details }) };
}

function readRetryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return seconds > 0 ? seconds * 1_000 : DEFAULT_QUOTA_WAIT_MS;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
