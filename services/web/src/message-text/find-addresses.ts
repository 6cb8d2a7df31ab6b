import { LinkifyIt, type Match } from 'linkify-it';
import tlds from 'tlds';
import type { Address } from './address.ts';
import { looksLikeDomain } from './looks-like-domain.ts';
import { measurePhoneNumber } from './phone-number.ts';
import { measureWithoutTrailingMarks } from './trailing-marks.ts';
import { toWebAddress } from './web-address.ts';

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
