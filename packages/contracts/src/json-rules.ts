import { countDigitsOmittedByExponents } from './exponent-digits.ts';
import { LIMITS } from './limits.ts';
import { findNumberProblem } from './non-finite-number.ts';
import { hasPrototypeField } from './prototype-field.ts';

const PROTOTYPE_FIELD_PROBLEM =
  'must not have a field "__proto__", or a field "prototype" inside "constructor". Remove it.';

/**
 * Returns why message metadata is not allowed; undefined if it is valid (MSG-13). As JSON in UTF-8, metadata may have
 * at most 8 KiB. For this limit, numbers are written out without exponents, because PostgreSQL stores and returns them
 * in that form. Strings must not contain NUL or lone surrogates. Fields that could change an object's prototype when a
 * client copies the object are not allowed. Numbers must be finite.
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
  return findNumberProblem(metadata);
}

/**
 * Returns why a WebRTC signal is not allowed; undefined if it is valid (MEET-8). As JSON in UTF-8, a signal may have at
 * most 32 KiB. Fields that could change an object's prototype when a client copies the signal are not allowed. Numbers
 * must be finite.
 */
export function findSignalProblem(signal: Record<string, unknown>): string | undefined {
  const signalJson = toJsonUnlessTooDeep(signal);
  if (signalJson === undefined || countUtf8Bytes(signalJson) > LIMITS.SIGNAL_BYTES) {
    return `must be at most ${LIMITS.SIGNAL_BYTES} bytes as JSON. Send less in one signal.`;
  }
  if (hasPrototypeField(signal)) {
    return PROTOTYPE_FIELD_PROBLEM;
  }
  return findNumberProblem(signal);
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
