import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REPOSITORY_ROOT } from '../support/root.ts';
import { TABLE_GENERATORS_BY_NAME } from './generated-tables.ts';
import { readPage } from './pages.ts';

const PROTOCOL_PAGE_PATH = 'docs/protocol.md';

/** Returns the page with every generated table regenerated from the code. */
function regenerateTables(page: string): string {
  return Object.entries(TABLE_GENERATORS_BY_NAME).reduce((text, [name, make]) => {
    const tableBlockPattern = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
    if (!tableBlockPattern.test(text))
      throw new Error(`${PROTOCOL_PAGE_PATH} has no markers for the table "${name}"`);
    return text.replace(
      tableBlockPattern,
      (_all, start: string, end: string) => `${start}\n${make()}\n\n${end}`,
    );
  }, page);
}

t.test('the tables of errors, close reasons, and variables in docs/protocol.md match the code', async (t) => {
  const protocolPage = readPage(PROTOCOL_PAGE_PATH);
  const expectedPage = regenerateTables(protocolPage);
  // To update the page, run: KCS_UPDATE_DOCS=1 npm test -- infra/checks/test/docs
  if (process.env.KCS_UPDATE_DOCS) writeFileSync(join(REPOSITORY_ROOT, PROTOCOL_PAGE_PATH), expectedPage);
  else
    t.equal(
      protocolPage,
      expectedPage,
      'The page is outdated. Run: KCS_UPDATE_DOCS=1 npm test -- infra/checks/test/docs',
    );
});
