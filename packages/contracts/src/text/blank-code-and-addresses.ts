import { blankCode } from './blank-code.ts';

/**
 * Matches the rest of a web address: everything up to white space, an angle bracket, a quotation mark, a backtick, an
 * ellipsis, or Chinese or Japanese punctuation.
 */
const ADDRESS_REST_PATTERN = '[^\\s<>"“”„‘’«»「」『』（）【】，。、；：！？…`]*';
/**
 * Matches web addresses such as `https://…`, `www.…`, and `example.com/…`. Each alternative begins at the start of a
 * word, so matching takes linear time.
 */
const WEB_ADDRESS_PATTERN = new RegExp(
  `(^|[^a-z0-9.+-])(?:[a-z][a-z0-9.+-]{0,31}://|mailto:|www\\.|(?:[a-z0-9-]{1,63}\\.)+[a-z]{2,63}(?::\\d{1,5})?/)${ADDRESS_REST_PATTERN}`,
  'giu',
);

/**
 * Returns the text with code and web addresses replaced by spaces. Code is either of the following:
 *
 * - text between two runs of the same number of backticks, within one paragraph;
 * - a block that begins with a line of three or more backticks and ends with a line of at least as many backticks.
 *   Without such an ending, the block extends to the end of the text.
 */
export function blankCodeAndAddresses(text: string): string {
  return blankCode(text).replace(WEB_ADDRESS_PATTERN, '$1 ');
}
