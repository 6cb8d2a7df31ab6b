import fc from 'fast-check';
import type { Token } from 'markdown-it';
import t from 'tap';
import { parseMessage } from '../../src/message-text/message-parser.ts';

/** Returns the parsed tokens of a message as HTML-like text, which makes assertions easy to read. */
function formatOutline(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'inline') return formatOutline(token.children ?? []);
      if (token.hidden) return '';
      if (token.nesting !== 0) return `<${token.nesting < 0 ? '/' : ''}${token.tag}>`;
      return token.tag === '' ? token.content : `<${token.tag}>${token.content}</${token.tag}>`;
    })
    .join('');
}
const parseToOutline = (text: string) => formatOutline(parseMessage(text));
const wrapInParagraph = (inside: string) => `<p>${inside}</p>`;

t.test('the parser turns Markdown marks into formatting', async (t) => {
  const textsWithOutline: readonly (readonly [text: string, result: string])[] = [
    ['a **b** c', wrapInParagraph('a <strong>b</strong> c')],
    ['__b__ _i_ *i*', wrapInParagraph('<strong>b</strong> <em>i</em> <em>i</em>')],
    ['***both***', wrapInParagraph('<em><strong>both</strong></em>')],
    ['~~gone~~', wrapInParagraph('<s>gone</s>')],
    ['`a **b**`', wrapInParagraph('<code>a **b**</code>')],
    ['```js\na  b\n\n**c**\n```', '<code>a  b\n\n**c**\n</code>'],
    ['```\nnever closed', '<code>never closed</code>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['* a\n  * b', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['Shopping:\n- milk', '<p>Shopping:</p><ul><li>milk</li></ul>'],
    ['> quoted\n\nanswer', '<blockquote><p>quoted</p></blockquote><p>answer</p>'],
    ['> **b**', '<blockquote><p><strong>b</strong></p></blockquote>'],
    ['**https://a.example/b**', wrapInParagraph('<strong><a>https://a.example/b</a></strong>')],
    ['https://a.example/a_b_c *i*', wrapInParagraph('<a>https://a.example/a_b_c</a> <em>i</em>')],
    ['`https://a.example/`', wrapInParagraph('<code>https://a.example/</code>')],
    ['- https://a.example/', '<ul><li><a>https://a.example/</a></li></ul>'],
  ];
  for (const [text, result] of textsWithOutline) t.equal(parseToOutline(text), result, text);
});

t.test('text that only looks like Markdown is shown as written', async (t) => {
  const textsWithoutFormatting = [
    '<b>x</b> &amp; <!-- c -->',
    '<script>alert(1)</script>',
    '# no heading',
    'no heading\n---',
    '| a | b |\n| - | - |',
    '![picture](x.png) [text](/path)',
    '[1]: /path',
    'snake_case_name and 2 * 3 * 4',
    '¯\\_(ツ)_/¯',
    '\\\\server\\share',
    '>:-( and >_<',
    '>.<',
    '+ 5 points',
    '-',
    '*',
    '**',
    '~~',
    '~once~',
    '-5 degrees',
    'two  spaces,\ttab,\n   and indented lines',
    ':-) :-* *',
  ];
  for (const text of textsWithoutFormatting) t.equal(parseToOutline(text), wrapInParagraph(text), text);
});

t.test('a Markdown mark after a backslash is plain text', async (t) => {
  t.equal(parseToOutline('\\*a\\* \\`b\\` \\~~c~~'), wrapInParagraph('*a* `b` ~~c~~'));
});

t.test('the parser keeps every letter and digit, even in deeply nested quotes and lists', async (t) => {
  const keepLettersAndDigits = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
  const markdownMarkArbitrary = fc.constantFrom(
    '*',
    '**',
    '_',
    '~~',
    '`',
    '```',
    '\n',
    '\n\n',
    '> ',
    '- ',
    '\\',
    ' ',
    'https://a.de/',
    '<b>',
  );
  const textPartArbitrary = fc.oneof(markdownMarkArbitrary, fc.string({ unit: 'grapheme', maxLength: 5 }));
  // Do not generate list numbers or code-block languages. The parser keeps neither in a token's content, so the test
  // would count them as lost text.
  const messageTextArbitrary = fc
    .array(textPartArbitrary, { maxLength: 40 })
    .map((all) => all.join(''))
    .filter((text) => !/\d[.)]|```[^\n]|~~~/.test(text) && !text.includes('\0'));
  const completenessProperty = fc.property(messageTextArbitrary, (text) => {
    const parsedTokens = parseMessage(text);
    const collectText = (tokens: readonly Token[]): string =>
      tokens.map((token) => (token.children ? collectText(token.children) : token.content)).join('');
    return keepLettersAndDigits(collectText(parsedTokens)) === keepLettersAndDigits(text);
  });
  t.doesNotThrow(() => fc.assert(completenessProperty));
  for (const mark of ['>', '> ', '- ', '> - ']) {
    const tokensOfNestedText = parseMessage(`${mark.repeat(500)}deep`);
    t.ok(JSON.stringify(tokensOfNestedText).includes('deep'), `500 times ${mark}`);
    t.ok(Math.max(...tokensOfNestedText.map(({ level }) => level)) < 20, 'the page does not nest as deep');
  }
});

t.test('parsing a hostile text of 4,000 characters takes less than 150 ms of CPU time', async (t) => {
  for (const part of [
    '*',
    '**a',
    '_a ',
    '~~',
    '`',
    '``a`',
    '> ',
    '- ',
    '1. ',
    '[',
    '\\',
    '*a **b ',
    '-\n',
    '```\n',
    'a*',
    '(*',
  ]) {
    const hostileText = part.repeat(4_000 / part.length);
    parseMessage(hostileText);
    const cpuUsageBefore = process.cpuUsage();
    parseMessage(hostileText);
    t.ok(process.cpuUsage(cpuUsageBefore).user < 150_000, part);
  }
});
