import t from 'tap';
import { listDeclaredConfigVariables } from './generated-tables.ts';
import { readPage } from './pages.ts';

t.test("each service's README names all of the service's variables with their defaults", async (t) => {
  for (const { service, name, variable } of listDeclaredConfigVariables()) {
    const variableRows = readPage(`services/${service}/README.md`)
      .split('\n')
      .filter((line) => line.startsWith('|') && line.includes(`\`${name}\``));
    t.ok(variableRows.length > 0, `${service} ${name}`);
    if (variable.default !== undefined)
      t.match(variableRows.join('\n'), String(variable.default), `${service} ${name}`);
  }
});
