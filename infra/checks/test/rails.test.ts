// cspell:ignore recieves behaviour neighbour misspelt
import t from 'tap';
import { createScratchRepository, runChecks } from './support/scratch-copy.ts';

t.test('npm run check accepts a repository without mistakes', async (t) => {
  const { code, output } = runChecks(createScratchRepository(t));
  t.equal(output, '');
  t.equal(code, 0);
});

t.test('npm run check fails and reports mistakes in lint, imports, unused code, and spelling', async (t) => {
  const longFunctionSource = `export function long(): void {\n${"  console.log('line');\n".repeat(81)}}\n`;
  const { code, output } = runChecks(
    createScratchRepository(t, {
      // Two files that import each other. One of the imports is a type import.
      'services/presence/src/rules/answer.ts':
        "import type { Question } from './question.ts';\n\nexport const answer: Question['answer'] = 42;\n",
      'services/presence/src/rules/question.ts':
        "import { answer } from './answer.ts';\n\nexport interface Question {\n  readonly answer: number;\n}\nexport const known = answer;\n",
      // Two folders that import each other, although no two files import each other.
      'services/presence/src/left/one.ts': "import '../right/two.ts';\n",
      'services/presence/src/right/two.ts': "console.log('two');\n",
      'services/presence/src/right/three.ts': "import '../left/four.ts';\n",
      'services/presence/src/left/four.ts': "console.log('four');\n",
      'packages/contracts/src/greeting.ts':
        "export const greeting = 'hello';\nexport const unusedGreeting = 1;\n",
      'services/presence/src/forgotten.ts': "console.log('nobody imports this file');\n",
      'services/presence/src/misspelt.ts': '// Recieves what was sent.\n',
      'services/presence/src/british.ts': '// The behaviour of a neighbour.\n',
      'services/presence/src/long.ts': longFunctionSource,
    }),
  );
  t.equal(code, 1);
  for (const problem of [
    /imports: no-file-cycle: services\/presence\/src\/rules\/answer\.ts/,
    /imports: folder cycle in services\/presence\/src: left → right → left/,
    /unused: packages\/contracts\/src\/greeting\.ts: unused export: unusedGreeting/,
    /unused: services\/presence\/src\/forgotten\.ts: unused file/,
    /spelling: services\/presence\/src\/misspelt\.ts:1:4 - .*Recieves/,
    /spelling: services\/presence\/src\/british\.ts:1:8 - .*behaviour/,
    /services\/presence\/src\/long\.ts.*noExcessiveLinesPerFunction/,
  ]) {
    t.match(output, problem);
  }
});
