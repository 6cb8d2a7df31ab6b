import { describeSystem } from '../manifests/describe-system.ts';
import type { HaproxyConfig } from '../manifests/front-door.ts';
import type { ManifestFile } from '../manifests/manifest.ts';
import { BASE_VALUES } from '../values/base-values.ts';
import type { ChartValues } from '../values/chart-values.ts';
import { OVERLAY_VALUES } from '../values/overlay-values.ts';
import { createPatch } from './json-patch.ts';
import { removeUndefined, toYaml, toYamlDocuments } from './to-yaml.ts';

const KUSTOMIZATION = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
const COMPONENT = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };

/**
 * Returns the text of each kustomize file by its path. The base contains the files without a condition. Each file with a
 * condition is a component. An overlay has the components of its values, and a patch for each value that differs from
 * the base.
 */
export function renderKustomizeFiles(haproxy: HaproxyConfig): Map<string, string> {
  const baseFiles = describeSystem(BASE_VALUES, haproxy);
  const unconditionalFiles = baseFiles.filter(({ condition }) => !condition);
  const texts = new Map<string, string>();
  for (const file of baseFiles) {
    const folder = file.condition ? `components/${file.name}` : 'base';
    texts.set(`${folder}/${file.name}.yaml`, toYamlDocuments(file.manifests));
    if (file.condition) {
      texts.set(`${folder}/kustomization.yaml`, toYaml({ ...COMPONENT, resources: [`${file.name}.yaml`] }));
    }
  }
  const resources = unconditionalFiles.map(({ name }) => `${name}.yaml`);
  texts.set('base/kustomization.yaml', toYaml({ ...KUSTOMIZATION, resources }));
  for (const [name, values] of Object.entries(OVERLAY_VALUES)) {
    texts.set(`overlays/${name}/kustomization.yaml`, renderOverlay(values, baseFiles, haproxy));
  }
  return texts;
}

/** Returns whether the values satisfy the condition of a file. */
export function isIncluded({ condition }: ManifestFile, values: ChartValues): boolean {
  if (!condition) return true;
  const actual = condition.path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], values);
  return String(actual) === condition.equals;
}

function renderOverlay(
  values: ChartValues,
  baseFiles: readonly ManifestFile[],
  haproxy: HaproxyConfig,
): string {
  const files = describeSystem(values, haproxy);
  const includedFiles = files.filter((file) => isIncluded(file, values));
  const patches = includedFiles.flatMap(({ name, manifests }) => {
    const baseManifests = baseFiles.find((file) => file.name === name)?.manifests ?? [];
    return manifests.flatMap((manifest, index) => {
      const operations = createPatch(removeUndefined(baseManifests[index]), removeUndefined(manifest));
      if (operations.length === 0) return [];
      return [{ target: { kind: manifest.kind, name: manifest.metadata?.name }, patch: toYaml(operations) }];
    });
  });
  const components = includedFiles
    .filter(({ condition }) => condition)
    .map(({ name }) => `../../components/${name}`);
  return toYaml({ ...KUSTOMIZATION, resources: ['../../base'], components, patches });
}
