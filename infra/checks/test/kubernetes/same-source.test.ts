import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listManifests, type Manifest, VALUES_BY_VARIANT } from '@kcs/k8s';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { generateKubernetesFiles, HAPROXY_TEXT, KUBERNETES_FOLDER } from './generate.ts';
import { renderTemplate } from './render-template.ts';

const KUBERNETES_VERSION = '1.32.0';
const CHART_FOLDER = join(KUBERNETES_FOLDER, 'chart');
const OVERLAYS = ['dev', 'prod'] as const;

const isOnPath = (program: string): boolean =>
  spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
const skipUnless = (program: string) =>
  isOnPath(program) ? {} : { skip: `${program} is not on the PATH. Install it to run this check.` };

/** Reads YAML 1.1, as Helm does, in which an unquoted `no` is not a text. */
const parseManifests = (text: string): Manifest[] =>
  parseAllDocuments(text, { version: '1.1' }).flatMap((document) => (document.toJS() ?? []) as Manifest);
const formatName = ({ kind, metadata }: Manifest) => `${kind} ${metadata?.name}`;
const sortManifests = (manifests: readonly Manifest[]): Manifest[] =>
  manifests.toSorted((a, b) => (formatName(a) < formatName(b) ? -1 : 1));

for (const [variant, values] of Object.entries(VALUES_BY_VARIANT)) {
  t.test(`the chart has the same manifests as the description, with the values of ${variant}`, async (t) => {
    const chartManifests = [...generateKubernetesFiles()]
      .filter(([path]) => path.startsWith('chart/templates/'))
      .flatMap(([, template]) => parseManifests(renderTemplate(template, { ...values })));
    t.strictSame(sortManifests(chartManifests), sortManifests(listManifests(values, HAPROXY_TEXT)));
  });
}

for (const variant of OVERLAYS) {
  t.test(`kustomize builds the manifests of ${variant}`, skipUnless('kubectl'), async (t) => {
    const text = execFileSync('kubectl', ['kustomize', join(KUBERNETES_FOLDER, 'overlays', variant)], {
      encoding: 'utf8',
    });
    t.strictSame(
      sortManifests(parseManifests(text)),
      sortManifests(listManifests(VALUES_BY_VARIANT[variant], HAPROXY_TEXT)),
    );
  });

  t.test(`helm renders and accepts the manifests of ${variant}`, skipUnless('helm'), async (t) => {
    const valuesFile = join(CHART_FOLDER, `values-${variant}.yaml`);
    const version = ['--kube-version', KUBERNETES_VERSION];
    execFileSync('helm', ['lint', '--strict', CHART_FOLDER, '--values', valuesFile, ...version], {
      stdio: 'pipe',
    });
    const text = execFileSync('helm', ['template', 'kcs', CHART_FOLDER, '--values', valuesFile, ...version], {
      encoding: 'utf8',
    });
    t.strictSame(
      sortManifests(parseManifests(text)),
      sortManifests(listManifests(VALUES_BY_VARIANT[variant], HAPROXY_TEXT)),
    );
  });
}

const schemaFolder = process.env.KCS_KUBERNETES_SCHEMAS;
const kubeconformOptions = schemaFolder
  ? skipUnless('kubeconform')
  : { skip: 'Set KCS_KUBERNETES_SCHEMAS to a folder with the JSON Schemas of Kubernetes to run this check.' };

t.test('kubeconform accepts every manifest', kubeconformOptions, async (t) => {
  const input = OVERLAYS.flatMap((variant) => listManifests(VALUES_BY_VARIANT[variant], HAPROXY_TEXT));
  const result = spawnSync(
    'kubeconform',
    [
      '-strict',
      '-summary',
      '-schema-location',
      join(schemaFolder ?? '', '{{ .ResourceKind }}{{ .KindSuffix }}.json'),
    ],
    { input: input.map((manifest) => JSON.stringify(manifest)).join('\n---\n'), encoding: 'utf8' },
  );
  t.equal(result.status, 0, result.stdout);
});

t.test('the README names every generated folder', async (t) => {
  const readme = readFileSync(join(KUBERNETES_FOLDER, 'README.md'), 'utf8');
  for (const folder of ['base', 'components', 'overlays', 'chart', 'operators', 'src'])
    t.match(readme, `${folder}/`);
});
