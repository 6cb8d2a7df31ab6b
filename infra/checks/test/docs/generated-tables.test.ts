import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ROOT } from '../support/root.ts';
import { TABLE_GENERATORS } from './generated-tables.ts';
import { readPage } from './pages.ts';

const PROTOCOL_PAGE = 'docs/protocol.md';

/** Returns the page with every generated table regenerated from the code. */
function regenerateTables(page: string): string {
  return Object.entries(TABLE_GENERATORS).reduce((text, [name, make]) => {
    const blockPattern = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
    if (!blockPattern.test(text)) throw new Error(`${PROTOCOL_PAGE} has no markers for the table "${name}"`);
    return text.replace(blockPattern, (_all, start: string, end: string) => `${start}\n${make()}\n\n${end}`);
  }, page);
}

t.test('the tables of errors, close reasons, and variables in docs/protocol.md match the code', async (t) => {
  const page = readPage(PROTOCOL_PAGE);
  const expectedPage = regenerateTables(page);
  // To update the page, run: KCS_UPDATE_DOCS=1 npm test -- infra/checks/test/docs
  if (process.env.KCS_UPDATE_DOCS) writeFileSync(join(ROOT, PROTOCOL_PAGE), expectedPage);
  else
    t.equal(
      page,
      expectedPage,
      'The page is outdated. Run: KCS_UPDATE_DOCS=1 npm test -- infra/checks/test/docs',
    );
});
