import t from 'tap';
import { textParts } from '../../src/timeline/text-parts.ts';

t.test('addresses in a text become links, and no character is lost', async (t) => {
  const text = 'See https://example.org/a?b=1, then (http://x.test/y).';
  const parts = textParts(text);
  t.equal(parts.map((part) => part.text).join(''), text);
  t.strictSame(
    parts.filter((part) => part.href).map((part) => part.href),
    ['https://example.org/a?b=1', 'http://x.test/y'],
  );
});

t.test('only http and https addresses become links', async (t) => {
  t.strictSame(textParts('javascript:alert(1)'), [{ text: 'javascript:alert(1)' }]);
});
