import { LIMITS } from './limits.ts';

/** A trimmed content, or why it is refused. */
export type ContentVerdict = { ok: true; content: string } | { ok: false; message: string };

/**
 * The rule for message text: 1 to 4,000 code points after trimming, no NUL, well-formed Unicode.
 * Lone surrogates cannot be stored as UTF-8, so they are refused rather than silently replaced.
 */
export function normalizeContent(raw: string): ContentVerdict {
  const content = raw.trim();
  if (content.length === 0) return { ok: false, message: 'must not be empty or only white space' };
  if (content.includes('\0')) return { ok: false, message: 'must not contain the NUL character' };
  if (/\p{Surrogate}/u.test(content)) return { ok: false, message: 'must be well-formed Unicode' };
  if (content.length > LIMITS.CONTENT_CODE_POINTS && [...content].length > LIMITS.CONTENT_CODE_POINTS) {
    return { ok: false, message: `must have at most ${LIMITS.CONTENT_CODE_POINTS} characters` };
  }
  return { ok: true, content };
}

/**
 * Whether metadata fits: at most 8 KiB as JSON in UTF-8 with every digit of its numbers, since so it is stored and sent
 * to everybody; no NUL and no lone surrogate in any string.
 */
export function metadataProblem(metadata: Record<string, unknown>): string | undefined {
  const json = writtenOut(metadata);
  if (json === undefined || utf8Bytes(json) + digitsLeftOut(json) > LIMITS.METADATA_BYTES) {
    return `must be at most ${LIMITS.METADATA_BYTES} bytes as JSON, with every digit of its numbers`;
  }
  // JSON.stringify writes NUL as \u0000 and lone surrogates as \udXXX; PostgreSQL's jsonb takes neither.
  if (/\\u(0000|d[89a-f][0-9a-f]{2})/i.test(json.replaceAll('\\\\', ''))) {
    return 'must not contain the NUL character or broken Unicode';
  }
  return undefined;
}

const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

/** As JSON; nothing where it is nested too deeply for the stack, which takes more levels than fit into 8 KiB. */
function writtenOut(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** How much longer numbers are that JSON writes with an exponent and PostgreSQL's jsonb without: 1e308 has 309 digits. */
function digitsLeftOut(json: string): number {
  let more = 0;
  for (const [short] of json.replace(STRINGS, '').matchAll(WITH_EXPONENT)) {
    const [digits = '', exponent] = short.split('e');
    const point = Number(exponent);
    const long = point > 0 ? point + 1 : `0.${digits.replace('.', '')}`.length - point - 1;
    more += long - short.length;
  }
  return more;
}
const STRINGS = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
/** JSON.stringify does so from 1e+21 and 1e-7 on, with one digit before the point and at most 17 in all. */
const WITH_EXPONENT = /\d(?:\.\d+)?e[+-]\d+/g;

/** The first 100 code points of a message, as a reply shows them. */
export function excerptOf(content: string | null): string | null {
  if (content === null || content.length <= LIMITS.EXCERPT_CODE_POINTS) return content;
  return [...content].slice(0, LIMITS.EXCERPT_CODE_POINTS).join('');
}
