import { createHash } from 'node:crypto';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { describeSystem } from './manifests/describe-system.ts';
import type { HaproxyConfig } from './manifests/front-door.ts';
import type { Manifest } from './manifests/manifest.ts';
import { renderHelmFiles } from './render/helm-files.ts';
import { isIncluded, renderKustomizeFiles } from './render/kustomize-files.ts';
import { removeUndefined } from './render/to-yaml.ts';
import { createValuesSchema, type VariablesByService } from './render/values-schema.ts';
import { BASE_VALUES } from './values/base-values.ts';
import type { ChartValues } from './values/chart-values.ts';
import { OVERLAY_VALUES } from './values/overlay-values.ts';

export type { Manifest, VariablesByService };

/** The values of each variant: `base` for the base and the chart's defaults, and one for each overlay. */
export const VALUES_BY_VARIANT: Readonly<Record<'base' | 'dev' | 'prod', ChartValues>> = {
  base: BASE_VALUES,
  ...OVERLAY_VALUES,
};

const hashConfig = (text: string): HaproxyConfig => ({
  text,
  hash: createHash('sha256').update(text).digest('hex').slice(0, 8),
});

/** Returns the manifests of an installation with these values. */
export const listManifests = (values: ChartValues, haproxyText: string): Manifest[] =>
  describeSystem(values, hashConfig(haproxyText))
    .filter((file) => isIncluded(file, values))
    .flatMap(({ manifests }) => removeUndefined(manifests));

interface GeneratorInput {
  /** The content of infra/haproxy/haproxy.cfg. */
  readonly haproxyText: string;
  readonly version: string;
  /** The configuration variables of every service. */
  readonly variables: VariablesByService;
}

/** Returns the text of every generated file by its path in infra/k8s. */
export function renderKubernetesFiles({
  haproxyText,
  version,
  variables,
}: GeneratorInput): Map<string, string> {
  const haproxy = hashConfig(haproxyText);
  const schema = createValuesSchema(variables, listFixedVariables(haproxyText));
  return new Map([
    ...renderKustomizeFiles(haproxy),
    ...renderHelmFiles(haproxy, version),
    ['chart/values.schema.json', `${JSON.stringify(schema, null, 2)}\n`],
  ]);
}

/** Returns the names of the variables that the base sets, by service. `X_FILE` counts as `X`, too. */
function listFixedVariables(haproxyText: string): Record<string, Set<string>> {
  const deployments = listManifests(BASE_VALUES, haproxyText).filter(({ kind }) => kind === 'Deployment');
  return Object.fromEntries(
    (deployments as IDeployment[]).map(({ metadata, spec }) => [
      metadata?.name ?? '',
      new Set(
        spec?.template.spec?.containers[0]?.env?.flatMap(({ name }) => [name, name.replace(/_FILE$/, '')]),
      ),
    ]),
  );
}
