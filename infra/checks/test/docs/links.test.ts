import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { REPOSITORY_ROOT } from '../support/root.ts';
import { listSources } from '../support/sources.ts';
import { readPage } from './pages.ts';

const LINK_PATTERN = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** Returns the anchors that GitHub generates for a page's headings. */
const listHeadingAnchors = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const removeMarkdownCode = (page: string): string =>
  page.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

t.test('every relative link in a Markdown page leads to an existing file and heading', async (t) => {
  for (const file of (await listSources()).filter((file) => file.endsWith('.md'))) {
    for (const [, target = ''] of removeMarkdownCode(readPage(file)).matchAll(LINK_PATTERN)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const targetFile = path === '' ? file : join(dirname(file), path);
      if (!existsSync(join(REPOSITORY_ROOT, targetFile))) t.fail(`${file} links to ${target}`);
      else if (anchor && !listHeadingAnchors(readPage(targetFile)).includes(anchor))
        t.fail(`${file} links to ${target}`);
    }
  }
});
