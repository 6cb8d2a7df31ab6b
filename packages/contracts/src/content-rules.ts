import { LIMITS } from './limits.ts';
import { normalizeText } from './text/normalize-text.ts';

type ContentVerdict =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly message: string };

/**
 * Normalizes the content of a new or edited message (MSG-13). Returns the content to store. If the content is not
 * allowed, returns the reason, which completes a sentence that begins with "The message". After trimming, content must
 * have 1 to 4,000 code points and must follow the rules for text that people write.
 */
export function normalizeContent(raw: string): ContentVerdict {
  const verdict = normalizeText(raw, { maxCodePoints: LIMITS.CONTENT_CODE_POINTS, multiline: true });
  return verdict.ok ? { ok: true, content: verdict.text } : verdict;
}

const PROTOTYPE_FIELD_PROBLEM =
  'must not have a field "__proto__", or a field "prototype" inside "constructor". Remove it.';

/**
 * Returns why message metadata is not allowed; undefined if it is valid (MSG-13). As JSON in UTF-8, metadata may have
 * at most 8 KiB. For this limit, numbers are written out without exponents, because PostgreSQL stores and returns them
 * in that form. Strings must not contain NUL or lone surrogates. Fields that could change an object's prototype when a
 * client copies the object are not allowed.
 */
export function findMetadataProblem(metadata: Record<string, unknown>): string | undefined {
  const metadataJson = toJsonUnlessTooDeep(metadata);
  if (
    metadataJson === undefined ||
    countUtf8Bytes(metadataJson) + countDigitsOmittedByExponents(metadataJson) > LIMITS.METADATA_BYTES
  ) {
    return `must be at most ${LIMITS.METADATA_BYTES} bytes as JSON, with numbers written without an exponent.`;
  }
  // JSON.stringify writes NUL as \u0000 and lone surrogates as \udXXX. PostgreSQL's jsonb type accepts neither.
  if (/\\u(0000|d[89a-f][0-9a-f]{2})/i.test(metadataJson.replaceAll('\\\\', ''))) {
    return 'must not contain the NUL character or invalid Unicode characters. Remove them.';
  }
  if (hasPrototypeField(metadata)) {
    return PROTOTYPE_FIELD_PROBLEM;
  }
  return undefined;
}

/**
 * Returns why a WebRTC signal is not allowed; undefined if it is valid (MEET-8). As JSON in UTF-8, a signal may have at
 * most 32 KiB. Fields that could change an object's prototype when a client copies the signal are not allowed.
 */
export function findSignalProblem(signal: Record<string, unknown>): string | undefined {
  const signalJson = toJsonUnlessTooDeep(signal);
  if (signalJson === undefined || countUtf8Bytes(signalJson) > LIMITS.SIGNAL_BYTES) {
    return `must be at most ${LIMITS.SIGNAL_BYTES} bytes as JSON. Send less in one signal.`;
  }
  if (hasPrototypeField(signal)) {
    return PROTOTYPE_FIELD_PROBLEM;
  }
  return undefined;
}

/**
 * Returns whether the data has a field, at any depth, that could change the prototype of an object copied from the
 * data. Uses a loop, because recursion over deep nesting could overflow the stack.
 */
function hasPrototypeField(data: object): boolean {
  const pendingValues: unknown[] = [data];
  while (pendingValues.length > 0) {
    const pendingValue = pendingValues.pop();
    if (typeof pendingValue !== 'object' || pendingValue === null) continue;
    if (Object.hasOwn(pendingValue, '__proto__')) return true;
    const constructorValue: unknown = Object.hasOwn(pendingValue, 'constructor')
      ? pendingValue.constructor
      : undefined;
    if (
      typeof constructorValue === 'object' &&
      constructorValue !== null &&
      Object.hasOwn(constructorValue, 'prototype')
    ) {
      return true;
    }
    pendingValues.push(...Object.values(pendingValue));
  }
  return false;
}

const countUtf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Returns the value as JSON; undefined if the value is nested so deeply that the stack overflows. A value within the 8
 * KiB limit is never nested that deeply.
 */
function toJsonUnlessTooDeep(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

const JSON_STRING_PATTERN = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
/** Matches numbers in exponent form. JSON.stringify uses this form for 1e21 and above, and for numbers below 1e-6. */
const EXPONENT_NUMBER_PATTERN = /\d(?:\.\d+)?e[+-]\d+/g;

/**
 * Returns how many more characters PostgreSQL's jsonb needs for the numbers than JSON.stringify does. jsonb never uses
 * an exponent. For example, it writes 1e308 as 309 digits.
 */
function countDigitsOmittedByExponents(json: string): number {
  let omittedDigitCount = 0;
  for (const [short] of json.replace(JSON_STRING_PATTERN, '').matchAll(EXPONENT_NUMBER_PATTERN)) {
    const [digits = '', exponent] = short.split('e');
    const exponentValue = Number(exponent);
    const lengthWithoutExponent =
      exponentValue > 0 ? exponentValue + 1 : `0.${digits.replace('.', '')}`.length - exponentValue - 1;
    omittedDigitCount += lengthWithoutExponent - short.length;
  }
  return omittedDigitCount;
}

/**
 * Returns the first 100 code points of a message, which are displayed in replies to that message; null if the message
 * was deleted.
 */
export function createExcerpt(content: string | null): string | null {
  if (content === null || content.length <= LIMITS.EXCERPT_CODE_POINTS) return content;
  return [...content].slice(0, LIMITS.EXCERPT_CODE_POINTS).join('');
}
