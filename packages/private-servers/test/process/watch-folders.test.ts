import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t, { type Test } from 'tap';
import { waitUntil, watchFolders } from '../../src/index.ts';

function watched(t: Test) {
  const root = t.testdir({ src: { 'a.ts': '', deep: { 'b.ts': '' }, dist: { 'c.js': '' } } });
  const seen: string[] = [];
  const stop = new AbortController();
  watchFolders([join(root, 'src'), join(root, 'missing')], {
    signal: stop.signal,
    onChange: (files) => seen.push(...files.map((file) => relative(root, file))),
  });
  t.teardown(() => stop.abort());
  const sees = (file: string) =>
    waitUntil(
      async () => {
        if (!seen.includes(file)) throw new Error(`only ${seen.join(', ')}`);
      },
      { name: file, timeoutMs: 5_000 },
    );
  return { root, seen, sees, stop };
}

t.test('a watch reports changes at any depth, in new folders, and of replaced files', async (t) => {
  const { root, sees } = watched(t);
  writeFileSync(join(root, 'src/a.ts'), 'changed');
  await sees('src/a.ts');
  writeFileSync(join(root, 'src/deep/b.ts.new'), 'replaced');
  renameSync(join(root, 'src/deep/b.ts.new'), join(root, 'src/deep/b.ts'));
  await sees('src/deep/b.ts');
  mkdirSync(join(root, 'src/fresh'));
  writeFileSync(join(root, 'src/fresh/d.ts'), '');
  await sees('src/fresh/d.ts');
});

t.test('a watch ignores build output and temporary files, and reports nothing after it ends', async (t) => {
  const { root, seen, sees, stop } = watched(t);
  for (const file of ['dist/c.js', '.hidden', 'a.ts~']) writeFileSync(join(root, 'src', file), 'x');
  writeFileSync(join(root, 'src/a.ts'), 'last');
  await sees('src/a.ts');
  t.same(seen, ['src/a.ts']);
  stop.abort();
  writeFileSync(join(root, 'src/a.ts'), 'too late');
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.same(seen, ['src/a.ts']);
});
