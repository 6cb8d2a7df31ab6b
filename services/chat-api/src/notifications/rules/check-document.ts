import { findMetadataProblem, LIMITS, type NotificationDocument, normalizeText } from '@kcs/contracts';
import { createFieldError } from '../../input/field-error.ts';

/** Matches the types of the notifications that KCS Chat itself creates. */
const RESERVED_TYPES = /^(new_chat|mention|meeting_.*)$/;
/** Matches control characters, spaces, and backslashes. Browsers read a backslash in an address as a slash. */
const UNSAFE_URL_CHARACTERS = /[\p{Cc}\p{Cs}\s\\]/u;

/**
 * Checks the rules of NOTIFY-1 that a JSON schema cannot express. Returns the document with its title and body
 * normalized. Throws `VALIDATION_FAILED` if the document breaks a rule.
 */
export function checkDocument(document: NotificationDocument): NotificationDocument {
  const { type, title, body, data, url } = document;
  if (RESERVED_TYPES.test(type)) {
    throw createFieldError('/type', 'is reserved for notifications of KCS Chat. Choose another type.');
  }
  const dataProblem = data === undefined ? undefined : findMetadataProblem(data);
  if (dataProblem !== undefined) throw createFieldError('/data', dataProblem);
  if (url !== undefined && !isAllowedUrl(url)) {
    throw createFieldError(
      '/url',
      'must be an https address without a user name or password, or a path that begins with exactly one slash',
    );
  }
  return {
    ...document,
    ...(title !== undefined && {
      title: checkText('/title', title, LIMITS.NOTIFICATION_TITLE_CODE_POINTS, false),
    }),
    ...(body !== undefined && {
      body: checkText('/body', body, LIMITS.NOTIFICATION_BODY_CODE_POINTS, true),
    }),
  };
}

function checkText(field: string, raw: string, maxCodePoints: number, multiline: boolean): string {
  const verdict = normalizeText(raw, { maxCodePoints, multiline });
  if (verdict.ok) return verdict.text;
  throw createFieldError(field, verdict.message);
}

function isAllowedUrl(url: string): boolean {
  if (UNSAFE_URL_CHARACTERS.test(url)) return false;
  if (url.startsWith('/')) return !url.startsWith('//');
  if (!/^https:\/\//i.test(url) || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
