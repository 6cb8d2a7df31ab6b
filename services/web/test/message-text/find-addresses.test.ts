import fc from 'fast-check';
import t from 'tap';
import { findAddresses } from '../../src/message-text/find-addresses.ts';

/** Returns the addresses that `findAddresses` finds, as written in the text. */
const findWrittenAddresses = (text: string) =>
  findAddresses(text).map(({ start, end }) => text.slice(start, end));
const findHrefs = (text: string) => findAddresses(text).map(({ href }) => href);

t.test(
  'an address in a message excludes the punctuation and quotes of the surrounding sentence',
  async (t) => {
    const textsWithAddress: readonly (readonly [text: string, address: string])[] = [
      ['https://en.wikipedia.org/wiki/Foo_(bar)', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
      ['(https://en.wikipedia.org/wiki/Foo_(bar))', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
      ['(see https://example.com/a)', 'https://example.com/a'],
      ['[https://example.com/a]', 'https://example.com/a'],
      ['<https://example.com/a>', 'https://example.com/a'],
      ['https://example.com/a?b=[1]', 'https://example.com/a?b=[1]'],
      ['https://example.com/a.', 'https://example.com/a'],
      ['https://example.com/a, then', 'https://example.com/a'],
      ['https://example.com/a?!', 'https://example.com/a'],
      ['https://example.com/x…', 'https://example.com/x'],
      ['https://example.com/x – see', 'https://example.com/x'],
      ['https://example.com/a—then', 'https://example.com/a'],
      ['https://example.com/。次の文', 'https://example.com/'],
      ['「https://example.com/a」です', 'https://example.com/a'],
      ['『https://example.com/a』', 'https://example.com/a'],
      ['（https://example.com/a）', 'https://example.com/a'],
      ['【https://example.com/a】', 'https://example.com/a'],
      ['https://example.com/a，然后', 'https://example.com/a'],
      ['https://example.com/a、', 'https://example.com/a'],
      ['https://example.com/a؟ نعم', 'https://example.com/a'],
      ['https://example.com/a، ثم', 'https://example.com/a'],
      ['https://example.com/a।', 'https://example.com/a'],
      ['https://example.com/“x”', 'https://example.com/'],
      ['„https://example.com/a“', 'https://example.com/a'],
      ['»https://example.com/a«', 'https://example.com/a'],
      ['‹https://example.com/a›', 'https://example.com/a'],
      ['"https://example.com/a"', 'https://example.com/a'],
      ["'https://example.com/a'", 'https://example.com/a'],
      ['**https://example.com/b**', 'https://example.com/b'],
      ['*https://example.com/b*', 'https://example.com/b'],
      ['_https://example.com/b_', 'https://example.com/b'],
      ['~~https://example.com/b~~', 'https://example.com/b'],
      ['https://example.com/a_b_', 'https://example.com/a_b_'],
      ['https://example.com/~ada/*.txt', 'https://example.com/~ada/*.txt'],
      ['https://example.com:8080/a?x=1&y=2#part.', 'https://example.com:8080/a?x=1&y=2#part'],
    ];
    for (const [text, address] of textsWithAddress) t.strictSame(findWrittenAddresses(text), [address], text);
  },
);

t.test(
  'findAddresses recognizes the common spellings of URLs, domains, email addresses, and telephone numbers',
  async (t) => {
    const textsWithHref: readonly (readonly [text: string, href: string])[] = [
      ['HTTPS://EXAMPLE.com/up', 'https://example.com/up'],
      ['Http://example.com', 'http://example.com/'],
      ['www.school.edu', 'https://www.school.edu/'],
      ['WWW.School.EDU/plan', 'https://www.school.edu/plan'],
      ['school.edu/plan', 'https://school.edu/plan'],
      ['http://localhost:3000/x', 'http://localhost:3000/x'],
      ['http://192.168.1.10/x', 'http://192.168.1.10/x'],
      ['clara@school.com.', 'mailto:clara@school.com'],
      ['MAILTO:clara@school.com', 'mailto:clara@school.com'],
      ['mailto:clara@school.com?subject=Plan', 'mailto:clara@school.com?subject=Plan'],
      ['tel:+49-30-1234567', 'tel:+49301234567'],
      ['tel:112', 'tel:112'],
      ['call +49 30 1234567, please', 'tel:+49301234567'],
      ['+1 (555) 123-4567.', 'tel:+15551234567'],
    ];
    for (const [text, href] of textsWithHref) t.strictSame(findHrefs(text), [href], text);
  },
);

t.test('file names, short numbers, and other text without an address do not become links', async (t) => {
  const textsWithoutAddress = [
    'javascript:alert(1)',
    'JaVaScRiPt://example.com/%0aalert(1)',
    'data:text/html,<b>x</b>',
    'ftp://example.com/a',
    'file:///etc/passwd',
    '//example.com/x',
    'https://',
    'https://user:pw@evil.example/',
    'https://bank.example@evil.example/',
    'https://bank.example:443@evil.example/',
    `https://${'a'.repeat(60)}.bank.example@evil.example/`,
    'homework.zip',
    'notes.md',
    'Done.It works',
    'e.g.this',
    '2+2000000',
    '3.14159',
    'foo@bar',
  ];
  for (const text of textsWithoutAddress) t.strictSame(findHrefs(text), [], text);
});

t.test('findAddresses returns the real host of an address if it differs from the written host', async (t) => {
  const textsWithRealHost: readonly (readonly [text: string, host: string | undefined])[] = [
    ['https://example.com/a', undefined],
    ['HTTPS://EXAMPLE.com:8080/a', undefined],
    // The first letter of this host is not the Latin "a" but a Cyrillic letter that looks the same.
    ['https://\u0430pple.com/x', 'xn--pple-43d.com'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example'],
    ['http://0x7f.1/', '127.0.0.1'],
  ];
  for (const [text, host] of textsWithRealHost) t.equal(findAddresses(text)[0]?.realHost, host, text);
});

t.test(
  'the addresses that findAddresses returns are in order, do not overlap, and have a safe scheme',
  async (t) => {
    const addressPieceArbitrary = fc.constantFrom(
      'https://',
      'www.',
      'a.com',
      '@',
      'tel:',
      '+49',
      '(',
      ')',
      '/',
      '_',
      '**',
      '。',
      ' ',
      '1',
    );
    const textPiecesArbitrary = fc.array(
      fc.oneof(addressPieceArbitrary, fc.string({ unit: 'binary', maxLength: 4 })),
      {
        maxLength: 30,
      },
    );
    const orderProperty = fc.property(textPiecesArbitrary, (parts) => {
      const joinedText = parts.join('');
      let previousEnd = 0;
      return findAddresses(joinedText).every((address) => {
        const isInOrder =
          address.start >= previousEnd && address.end > address.start && address.end <= joinedText.length;
        previousEnd = address.end;
        return isInOrder && /^(?:https?:\/\/|mailto:|tel:)/.test(address.href);
      });
    });
    t.doesNotThrow(() => fc.assert(orderProperty));
  },
);

t.test('finding addresses in 64 KiB of hostile text takes less than 500 ms of CPU time', async (t) => {
  for (const part of [
    '!',
    ').',
    'https://',
    'https://!',
    'a@',
    'www.',
    '.com ',
    '+1 ',
    '(1',
    '_',
    '*',
    'https://a@',
    '`',
  ]) {
    const hostileText = `https://${part.repeat((64 * 1024) / part.length)}x`;
    const cpuUsageBefore = process.cpuUsage();
    findAddresses(hostileText);
    t.ok(process.cpuUsage(cpuUsageBefore).user < 500_000, part);
  }
});
