import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';

const README_URL = new URL('../README.md', import.meta.url);

t.test('the README follows an event through at most ten files and enters each folder once', async (t) => {
  const readmeText = readFileSync(README_URL, 'utf8');
  const linkedFiles = [...readmeText.matchAll(/^\| \d+ +\| \[[^\]]+\]\(([^)]+)\)/gm)].map(
    ([, path]) => path as string,
  );
  t.ok(linkedFiles.length > 5 && linkedFiles.length <= 10, `${linkedFiles.length} files`);
  for (const file of linkedFiles) t.ok(existsSync(new URL(file, README_URL)), file);
  const sourceFiles = linkedFiles.filter((file) => file.startsWith('src/'));
  const sourceFolders = sourceFiles.map((file) => file.split('/')[1]);
  const foldersInReadingOrder = sourceFolders.filter((folder, at) => folder !== sourceFolders[at - 1]);
  t.equal(new Set(foldersInReadingOrder).size, foldersInReadingOrder.length);
});
