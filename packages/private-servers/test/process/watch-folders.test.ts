import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t, { type Test } from 'tap';
import { waitUntil, watchFolders } from '../../src/index.ts';

function startFolderWatch(t: Test) {
  const rootFolder = t.testdir({ src: { 'a.ts': '', deep: { 'b.ts': '' }, dist: { 'c.js': '' } } });
  const reportedFiles: string[] = [];
  const abortController = new AbortController();
  watchFolders([join(rootFolder, 'src'), join(rootFolder, 'missing')], {
    signal: abortController.signal,
    onChange: (files) => reportedFiles.push(...files.map((file) => relative(rootFolder, file))),
  });
  t.teardown(() => abortController.abort());
  const waitUntilReported = (file: string) =>
    waitUntil(
      async () => {
        if (!reportedFiles.includes(file)) throw new Error(`only ${reportedFiles.join(', ')}`);
      },
      { name: file, timeoutMs: 5_000 },
    );
  return { root: rootFolder, seen: reportedFiles, waitUntilSeen: waitUntilReported, stop: abortController };
}

t.test(
  'a folder watch reports changed and replaced files at any depth, including in new folders',
  async (t) => {
    const { root, waitUntilSeen } = startFolderWatch(t);
    writeFileSync(join(root, 'src/a.ts'), 'changed');
    await waitUntilSeen('src/a.ts');
    writeFileSync(join(root, 'src/deep/b.ts.new'), 'replaced');
    renameSync(join(root, 'src/deep/b.ts.new'), join(root, 'src/deep/b.ts'));
    await waitUntilSeen('src/deep/b.ts');
    mkdirSync(join(root, 'src/fresh'));
    writeFileSync(join(root, 'src/fresh/d.ts'), '');
    await waitUntilSeen('src/fresh/d.ts');
  },
);

t.test(
  'a folder watch ignores build output and temporary files, and reports nothing after its end',
  async (t) => {
    const { root, seen, waitUntilSeen, stop } = startFolderWatch(t);
    for (const file of ['dist/c.js', '.hidden', 'a.ts~']) writeFileSync(join(root, 'src', file), 'x');
    writeFileSync(join(root, 'src/a.ts'), 'last');
    await waitUntilSeen('src/a.ts');
    t.same(seen, ['src/a.ts']);
    stop.abort();
    writeFileSync(join(root, 'src/a.ts'), 'too late');
    await new Promise((resolve) => setTimeout(resolve, 100));
    t.same(seen, ['src/a.ts']);
  },
);
