import { LinkifyIt, type Match } from 'linkify-it';
import tlds from 'tlds';

/**
 * A web address, email address, or telephone number in a text. `start` is the offset of the address's first character
 * in the text, and `end` is the offset after the address's last character.
 */
export interface Address {
  readonly start: number;
  readonly end: number;
  readonly href: string;
  /** The host that the browser will contact. Absent if it is the same as the host in the text. */
  readonly realHost?: string;
}

/**
 * Top-level domains that are also file name extensions. A domain that ends in one of these, such as `homework.zip`,
 * becomes a link only after `https://` or `www.`.
 */
const FILE_EXTENSION_TLDS: ReadonlySet<string> = new Set([
  'cab',
  'md',
  'mov',
  'pl',
  'ps',
  'py',
  'rs',
  'sh',
  'zip',
]);
const SAFE_URL_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);
/** The maximum number of digits in a telephone number, as defined by ITU-T E.164. */
const MAX_PHONE_DIGITS = 15;

/** Matches the part of a telephone number that follows `tel:` or `+`. */
const PHONE_NUMBER_PATTERN = /\+?[0-9(](?:[0-9]|[ ./()-](?=[0-9(])|\)(?=[ ./-]?[0-9])){1,28}[0-9]/y;
const MAILTO_QUERY_PATTERN = /\?[a-z0-9%=&.+_~-]+/iy;

/** Matches the opening marks of italics or strikethrough directly before a URL scheme or `www.`. */
const OPENING_MARKS_PATTERN = /(^|[\s\p{P}])([_~]{1,3})(?=https?:\/\/|www\.|mailto:|tel:)/giu;

const linkifier = new LinkifyIt({
  fuzzyLink: true,
  urlAuth: true,
  tlds: tlds.filter((tld) => !FILE_EXTENSION_TLDS.has(tld)),
})
  .add('ftp:', null)
  .add('//', null)
  .add('tel:', { validate: (text, start) => measurePhoneNumber(text, start, 3) })
  // A telephone number without `tel:` must begin with a country code, because other long numbers are rarely telephone
  // numbers.
  .add('+', { validate: (text, start) => measurePhoneNumber(text, start, 7) });

function measurePhoneNumber(text: string, start: number, minDigits: number): number {
  PHONE_NUMBER_PATTERN.lastIndex = start;
  const phoneNumber = PHONE_NUMBER_PATTERN.exec(text)?.[0] ?? '';
  const digitCount = phoneNumber.replace(/\D/g, '').length;
  return digitCount >= minDigits && digitCount <= MAX_PHONE_DIGITS ? phoneNumber.length : 0;
}

/**
 * Returns the web addresses, email addresses, and telephone numbers in a text, in order. An address does not include
 * the punctuation or closing quotes of the surrounding sentence. An address includes a closing bracket only if it also
 * includes the opening bracket.
 */
export function findAddresses(text: string): readonly Address[] {
  // The linkifier finds no address directly after `_` or `~`, so replace each such mark before an address with a space.
  // The offsets of all addresses stay the same.
  const textWithoutOpeningMarks = text.replace(OPENING_MARKS_PATTERN, (_, before: string, marks: string) =>
    before.concat(' '.repeat(marks.length)),
  );
  const linkMatches = linkifier.match(textWithoutOpeningMarks) ?? [];
  return linkMatches.flatMap((match) => toAddress(match, text) ?? []);
}

function toAddress(match: Match, text: string): Address | undefined {
  const addressStart = match.index;
  if (match.schema === '' && !looksLikeDomain(match.raw)) return undefined;
  if (match.schema === 'mailto:') return toMailAddress(match, text);
  if (match.schema === 'tel:' || match.schema === '+') {
    const phoneNumber = match.raw.replace(/[^\d+]/g, '');
    return { start: addressStart, end: match.lastIndex, href: `tel:${phoneNumber}` };
  }
  const addressEnd = addressStart + measureWithoutTrailingMarks(text, addressStart, match.lastIndex);
  return toWebAddress(text, addressStart, addressEnd, match.schema === '');
}

function toMailAddress({ index, lastIndex, raw }: Match, text: string): Address {
  MAILTO_QUERY_PATTERN.lastIndex = lastIndex;
  const mailtoQuery = /^mailto:/i.test(raw) ? (MAILTO_QUERY_PATTERN.exec(text)?.[0] ?? '') : '';
  const emailAddress = raw.replace(/^mailto:/i, '');
  return { start: index, end: lastIndex + mailtoQuery.length, href: `mailto:${emailAddress}${mailtoQuery}` };
}

function toWebAddress(text: string, start: number, end: number, isBare: boolean): Address | undefined {
  const writtenAddress = text.slice(start, end);
  const parsedUrl = parseUrl(isBare ? `https://${writtenAddress}` : writtenAddress);
  if (parsedUrl === undefined || !SAFE_URL_SCHEMES.has(parsedUrl.protocol)) return undefined;
  // Reject URLs such as `https://bank.example@evil.example`, where the part before the @ looks like the host but is a
  // user name.
  const isCutBeforeAtSign =
    parsedUrl.pathname === '/' && /^[^\s/?#]*@/u.test(text.slice(end, end + MAX_URL_USER_NAME_LENGTH));
  if (parsedUrl.username !== '' || parsedUrl.password !== '' || isCutBeforeAtSign) return undefined;
  const writtenHost = /^(?:https?:\/\/)?([^/?#]*)/iu.exec(writtenAddress)?.[1]?.toLowerCase();
  const isSameHost = writtenHost?.replace(/:\d+$/, '') === parsedUrl.hostname;
  return { start, end, href: parsedUrl.href, ...(!isSameHost && { realHost: parsedUrl.hostname }) };
}

/**
 * How many characters after a web address are searched for an @. If there is one, the address does not become a link,
 * because the text that looks like its host is only a user name, as in `https://bank.example@evil.example`.
 */
const MAX_URL_USER_NAME_LENGTH = 300;

function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

/**
 * Returns whether the text can be a domain. Returns false if the text is the end of one sentence and the beginning of
 * the next without a space between them, as in `Done.It works`.
 */
function looksLikeDomain(raw: string): boolean {
  if (/^www\./i.test(raw)) return true;
  const host = raw.split(/[/:?#]/, 1)[0] ?? '';
  const topLevelDomain = host.slice(host.lastIndexOf('.') + 1);
  return topLevelDomain === topLevelDomain.toLowerCase() || topLevelDomain === topLevelDomain.toUpperCase();
}

/**
 * Returns the length of an address without trailing Markdown marks and punctuation, such as the last two characters of
 * `**https://example.com**` or `https://example.com?!`.
 */
function measureWithoutTrailingMarks(text: string, start: number, end: number): number {
  const backtickIndex = text.slice(start, end).indexOf('`');
  let trimmedEnd = backtickIndex > 0 ? start + backtickIndex : end;
  const isInItalics = ITALICS_START_PATTERN.test(
    text.slice(Math.max(0, start - ITALICS_SEARCH_LENGTH), start),
  );
  for (let mark = text[trimmedEnd - 1]; mark !== undefined; mark = text[trimmedEnd - 1]) {
    const isDoubleTilde = mark === '~' && text[trimmedEnd - 2] === '~';
    if (!isDoubleTilde && !TRAILING_MARKS.has(mark) && !(mark === '_' && isInItalics)) break;
    trimmedEnd -= mark === '~' ? 2 : 1;
  }
  return trimmedEnd - start;
}

const TRAILING_MARKS: ReadonlySet<string> = new Set(['*', '.', ',', ':', ';', '!', '?']);

/** Matches one or more underscores that may begin italics. */
const ITALICS_START_PATTERN = /(?:^|[^\p{L}\p{N}_])_{1,3}(?=$|[^\s_])/u;
/** The number of characters before an address that are searched for the start of italics. */
const ITALICS_SEARCH_LENGTH = 500;
