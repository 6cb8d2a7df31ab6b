import type { FieldProblem } from './chat-error.ts';
import { findMetadataProblem } from './json-rules.ts';
import { LIMITS } from './limits.ts';
import type { NotificationDocument } from './rest/notifications.ts';
import { normalizeText } from './text/normalize-text.ts';

type DocumentVerdict =
  | { readonly ok: true; readonly document: NotificationDocument }
  | { readonly ok: false; readonly problem: FieldProblem };

/** Matches the types of the notifications that KCS Chat itself creates. */
const RESERVED_TYPES = /^(new_chat|mention|meeting_.*)$/;
/** Matches control characters, spaces, and backslashes. Browsers read a backslash in an address as a slash. */
const UNSAFE_URL_CHARACTERS = /[\p{Cc}\p{Cs}\s\\]/u;

/**
 * Checks the rules of NOTIFY-1 that a JSON schema cannot express. Returns the document with its title and body
 * normalized, or the first field that breaks a rule. chat-api and the publisher for other services both use this
 * function, so that a publisher refuses exactly the documents that chat-api would refuse.
 */
export function normalizeDocument(document: NotificationDocument): DocumentVerdict {
  const { id, type, title, body, data, url } = document;
  const idProblem = id === undefined ? undefined : findProducerIdProblem(id);
  if (idProblem !== undefined) return createRefusal('/id', idProblem);
  if (RESERVED_TYPES.test(type)) {
    return createRefusal('/type', 'is reserved for notifications of KCS Chat. Choose another type.');
  }
  const dataProblem = data === undefined ? undefined : findMetadataProblem(data);
  if (dataProblem !== undefined) return createRefusal('/data', dataProblem);
  if (url !== undefined && !isAllowedUrl(url)) {
    return createRefusal(
      '/url',
      'must be an https address without a user name or password, or a path that begins with exactly one slash',
    );
  }
  const normalizedTexts: { title?: string; body?: string } = {};
  for (const [field, text, maxCodePoints, multiline] of [
    ['title', title, LIMITS.NOTIFICATION_TITLE_CODE_POINTS, false],
    ['body', body, LIMITS.NOTIFICATION_BODY_CODE_POINTS, true],
  ] as const) {
    if (text === undefined) continue;
    const verdict = normalizeText(text, { maxCodePoints, multiline });
    if (!verdict.ok) return createRefusal(`/${field}`, verdict.message);
    normalizedTexts[field] = verdict.text;
  }
  return { ok: true, document: { ...document, ...normalizedTexts } };
}

/** Returns why a producer's id is not allowed; undefined if it is valid. The schema of the id checks everything else. */
export function findProducerIdProblem(id: string): string | undefined {
  // Every URL parser removes these two as parts of a path, also if they are percent-encoded.
  return id === '.' || id === '..' ? 'must not be "." or "..", because no URL can contain it.' : undefined;
}

const createRefusal = (field: string, message: string): DocumentVerdict => ({
  ok: false,
  problem: { field, message },
});

function isAllowedUrl(url: string): boolean {
  if (UNSAFE_URL_CHARACTERS.test(url)) return false;
  if (url.startsWith('/')) return !url.startsWith('//');
  if (!/^https:\/\//i.test(url) || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
