import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { generateKubernetesFiles, KUBERNETES_FOLDER } from './generate.ts';

const GENERATED_FOLDERS = ['base', 'components', 'overlays', 'chart'];
const UPDATE_HINT =
  'The files are outdated. Run: KCS_UPDATE_DOCS=1 npm test -- infra/checks/test/kubernetes && npm run format';

const listCommittedFiles = (): string[] =>
  GENERATED_FOLDERS.flatMap((folder) =>
    readdirSync(join(KUBERNETES_FOLDER, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(KUBERNETES_FOLDER.length + 1)),
  );

function writeGeneratedFiles(textsByPath: ReadonlyMap<string, string>): void {
  for (const folder of GENERATED_FOLDERS)
    rmSync(join(KUBERNETES_FOLDER, folder), { recursive: true, force: true });
  for (const [path, text] of textsByPath) {
    mkdirSync(dirname(join(KUBERNETES_FOLDER, path)), { recursive: true });
    writeFileSync(join(KUBERNETES_FOLDER, path), text);
  }
}

t.test(
  'the kustomize files and the Helm chart are those that the description of the system generates',
  async (t) => {
    const textsByPath = generateKubernetesFiles();
    if (process.env.KCS_UPDATE_DOCS) writeGeneratedFiles(textsByPath);
    t.same(listCommittedFiles().toSorted(), [...textsByPath.keys()].toSorted(), UPDATE_HINT);
    for (const [path, text] of textsByPath) {
      const committedText = readFileSync(join(KUBERNETES_FOLDER, path), 'utf8');
      // Biome formats JSON files in its own way.
      if (path.endsWith('.json'))
        t.same(JSON.parse(committedText), JSON.parse(text), `${path}: ${UPDATE_HINT}`);
      else t.equal(committedText, text, `${path}: ${UPDATE_HINT}`);
    }
  },
);
