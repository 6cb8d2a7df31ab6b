import fc from 'fast-check';
import t from 'tap';
import { hueNumberOf, hueStyle } from '../../src/ui/hue.ts';

t.test('every name always gets the same one of eight hues', async (t) => {
  const property = fc.property(fc.string({ unit: 'grapheme' }), (name) => {
    const hue = hueNumberOf(name);
    return [0, 1, 2, 3, 4, 5, 6, 7].includes(hue) && hueNumberOf(name) === hue;
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('similar names get different hues, and the style refers to the hue token', async (t) => {
  const hues = new Set(['Ada', 'Adb', 'Adc', 'Add', 'Ade', 'Adf'].map(hueNumberOf));
  t.ok(hues.size > 3, `${hues.size} hues`);
  t.strictSame(hueStyle('Ada'), { '--hue': `var(--hue-${hueNumberOf('Ada')})` });
});
