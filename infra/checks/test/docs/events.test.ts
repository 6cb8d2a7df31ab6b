import { CLIENT_EVENTS, SERVER_EVENTS } from '@kcs/contracts';
import t from 'tap';
import { readPage, readTableAfter } from './pages.ts';

const protocolPage = readPage('docs/protocol.md');

/**
 * Returns the rows of the first table after a rule in docs/protocol.md. The keys are event names, and each value is the
 * text of the other cells in the event's row.
 */
const readCellTextByEventAfter = (rule: string): Map<string, string> =>
  new Map(
    readTableAfter(protocolPage, rule).map(([name = '', ...cells]) => [
      name.replaceAll('`', ''),
      cells.join(' | '),
    ]),
  );

function listTopLevelFieldNames(schema: object): string[] {
  const { properties = {} } = schema as { properties?: Record<string, unknown> };
  return Object.keys(properties);
}

t.test(
  'docs/protocol.md lists exactly the declared client events, with their fields and answers',
  async (t) => {
    const cellTextByEvent = readCellTextByEventAfter('**SOCK-6**');
    t.same([...cellTextByEvent.keys()].sort(), Object.keys(CLIENT_EVENTS).sort());
    for (const [name, { payload, answer }] of Object.entries(CLIENT_EVENTS)) {
      for (const field of listTopLevelFieldNames(payload))
        t.match(cellTextByEvent.get(name), new RegExp(`\\b${field}\\b`), name);
      if (answer) t.match(cellTextByEvent.get(name), `\`${answer}\``, name);
    }
  },
);

t.test('docs/protocol.md lists exactly the declared server events, with their fields', async (t) => {
  const cellTextByEvent = readCellTextByEventAfter('**SOCK-7**');
  t.same([...cellTextByEvent.keys()].sort(), Object.keys(SERVER_EVENTS).sort());
  for (const [name, schema] of Object.entries(SERVER_EVENTS)) {
    for (const field of listTopLevelFieldNames(schema))
      t.match(cellTextByEvent.get(name), new RegExp(`\\b${field}\\b`), name);
  }
});
