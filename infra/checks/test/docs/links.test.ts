import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { ROOT } from '../support/root.ts';
import { listSources } from '../support/sources.ts';
import { readPage } from './pages.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** Returns the anchors that GitHub generates for the headings of a page. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const withoutCode = (page: string): string =>
  page.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

t.test('every relative link in a Markdown page leads to an existing file and heading', async (t) => {
  for (const file of (await listSources()).filter((file) => file.endsWith('.md'))) {
    for (const [, target = ''] of withoutCode(readPage(file)).matchAll(LINK)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const found = path === '' ? file : join(dirname(file), path);
      if (!existsSync(join(ROOT, found))) t.fail(`${file} links to ${target}`);
      else if (anchor && !anchorsOf(readPage(found)).includes(anchor)) t.fail(`${file} links to ${target}`);
    }
  }
});
