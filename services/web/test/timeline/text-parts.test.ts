import t from 'tap';
import { textParts } from '../../src/timeline/text-parts.ts';

t.test('web addresses in a text become links, and no character is lost', async (t) => {
  const text = 'See https://example.org/a?b=1, then (http://x.test/y).';
  const parts = textParts(text);
  t.equal(parts.map((part) => part.text).join(''), text);
  t.strictSame(
    parts.filter((part) => part.href).map((part) => part.href),
    ['https://example.org/a?b=1', 'http://x.test/y'],
  );
});

t.test('only addresses with http or https become links', async (t) => {
  t.strictSame(textParts('javascript:alert(1)'), [{ text: 'javascript:alert(1)' }]);
});

t.test('64 KiB of hostile text is split in linear time, and no character is lost', async (t) => {
  for (const part of ['!', ').', 'https://', 'https://!', 'http', ' ', '<']) {
    const text = `https://${part.repeat((64 * 1024) / part.length)}x`;
    const start = performance.now();
    const parts = textParts(text);
    t.ok(performance.now() - start < 200, part);
    t.equal(parts.map((each) => each.text).join(''), text);
  }
});
