import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';

const README = new URL('../README.md', import.meta.url);

t.test('the README follows an event through at most ten files and enters each folder once', async (t) => {
  const text = readFileSync(README, 'utf8');
  const files = [...text.matchAll(/^\| \d+ +\| \[[^\]]+\]\(([^)]+)\)/gm)].map(([, path]) => path as string);
  t.ok(files.length > 5 && files.length <= 10, `${files.length} files`);
  for (const file of files) t.ok(existsSync(new URL(file, README)), file);
  const own = files.filter((file) => file.startsWith('src/'));
  const folders = own.map((file) => file.split('/')[1]);
  const entered = folders.filter((folder, at) => folder !== folders[at - 1]);
  t.equal(new Set(entered).size, entered.length);
});
