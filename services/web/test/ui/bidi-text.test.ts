import t from 'tap';
import { isolateDirection, replaceDirectionOverrides } from '../../src/ui/bidi-text.ts';

t.test('characters that override the text direction are replaced with a visible character', async (t) => {
  t.equal(replaceDirectionOverrides('a\u202egnp.exe'), 'a\ufffdgnp.exe');
  for (const control of ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e'])
    t.equal(replaceDirectionOverrides(control), '\ufffd');
  t.equal(
    replaceDirectionOverrides('a\u200fb\u2067c\u2069'),
    'a\u200fb\u2067c\u2069',
    'marks and isolates are harmless',
  );
});

t.test('a name that could change the text direction of a sentence is wrapped in bidi isolates', async (t) => {
  t.equal(isolateDirection('Ada Byron'), 'Ada Byron');
  t.equal(isolateDirection('Zoë Ngô 李'), 'Zoë Ngô 李');
  t.equal(isolateDirection('محمد'), '\u2068محمد\u2069');
  t.equal(isolateDirection('Eve\u2069\u2067'), '\u2068Eve\u2069', 'a name cannot end its isolation');
  t.equal(isolateDirection('Eve\u202etset'), 'Eve\ufffdtset');
});
