import fc from 'fast-check';
import t from 'tap';
import { assignDistinctHues, createHueStyle, getHueNumber } from '../../src/ui/hue.ts';

t.test('each id always gets the same one of eight hues', async (t) => {
  const hueProperty = fc.property(fc.string({ unit: 'grapheme' }), (name) => {
    const hueNumber = getHueNumber(name);
    return [0, 1, 2, 3, 4, 5, 6, 7].includes(hueNumber) && getHueNumber(name) === hueNumber;
  });
  t.doesNotThrow(() => fc.assert(hueProperty));
});

t.test('similar ids get different hues, and the style for a hue refers to its CSS variable', async (t) => {
  const distinctHues = new Set(['Ada', 'Adb', 'Adc', 'Add', 'Ade', 'Adf'].map(getHueNumber));
  t.ok(distinctHues.size > 3, `${distinctHues.size} hues`);
  t.strictSame(createHueStyle(3), { '--hue': 'var(--hue-3)' });
});

t.test('people who are shown together have different hues until all hues are in use', async (t) => {
  const userIdsArbitrary = fc.uniqueArray(fc.string(), { maxLength: 20 });
  const distinctnessProperty = fc.property(userIdsArbitrary, (all) => {
    const hueNumberById = assignDistinctHues(all);
    const distinctHueCount = new Set(hueNumberById.values()).size;
    const keepsEarlierHues = all.every(
      (id, n) => assignDistinctHues(all.slice(0, n + 1)).get(id) === hueNumberById.get(id),
    );
    return distinctHueCount === Math.min(all.length, 8) && keepsEarlierHues;
  });
  t.doesNotThrow(() => fc.assert(distinctnessProperty));
});
