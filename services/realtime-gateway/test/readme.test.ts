import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';

const README_URL = new URL('../README.md', import.meta.url);

t.test('the README follows an event through at most ten files and enters each folder once', async (t) => {
  const readmeText = readFileSync(README_URL, 'utf8');
  const files = [...readmeText.matchAll(/^\| \d+ +\| \[[^\]]+\]\(([^)]+)\)/gm)].map(
    ([, path]) => path as string,
  );
  t.ok(files.length > 5 && files.length <= 10, `${files.length} files`);
  for (const file of files) t.ok(existsSync(new URL(file, README_URL)), file);
  const sourceFiles = files.filter((file) => file.startsWith('src/'));
  const folders = sourceFiles.map((file) => file.split('/')[1]);
  const enteredFolders = folders.filter((folder, at) => folder !== folders[at - 1]);
  t.equal(new Set(enteredFolders).size, enteredFolders.length);
});
