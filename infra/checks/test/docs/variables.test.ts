import t from 'tap';
import { listDeclaredVariables } from './generated-tables.ts';
import { readPage } from './pages.ts';

t.test("each service's README names all of the service's variables with their defaults", async (t) => {
  for (const { service, name, variable } of listDeclaredVariables()) {
    const rows = readPage(`services/${service}/README.md`)
      .split('\n')
      .filter((line) => line.startsWith('|') && line.includes(`\`${name}\``));
    t.ok(rows.length > 0, `${service} ${name}`);
    if (variable.default !== undefined)
      t.match(rows.join('\n'), String(variable.default), `${service} ${name}`);
  }
});
