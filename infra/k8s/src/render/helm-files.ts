import { stringify } from 'yaml';
import { describeSystem } from '../manifests/describe-system.ts';
import type { HaproxyConfig } from '../manifests/front-door.ts';
import type { ManifestFile } from '../manifests/manifest.ts';
import { BASE_VALUES } from '../values/base-values.ts';
import type { ChartValues } from '../values/chart-values.ts';
import { OVERLAY_VALUES } from '../values/overlay-values.ts';
import {
  CONDITIONAL_LINE_PATTERN,
  createPlaceholders,
  PLACEHOLDER_PATTERN,
  SETTINGS_MARK,
} from '../values/placeholders.ts';
import { removeUndefined, toYaml, toYamlDocuments } from './to-yaml.ts';

/** Returns the text of each file of the Helm chart by its path, except the schema of its values. */
export function renderHelmFiles(haproxy: HaproxyConfig, version: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of describeSystem(createPlaceholders(BASE_VALUES), haproxy)) {
    texts.set(`chart/templates/${file.name}.yaml`, renderTemplate(file));
  }
  texts.set(
    'chart/Chart.yaml',
    toYaml({
      apiVersion: 'v2',
      name: 'kcs-chat',
      description: 'Real-time chat for a school',
      type: 'application',
      version,
      appVersion: version,
      kubeVersion: '>=1.29.0-0',
    }),
  );
  texts.set('chart/values.yaml', toYaml(BASE_VALUES));
  for (const [name, values] of Object.entries(OVERLAY_VALUES)) {
    texts.set(`chart/values-${name}.yaml`, toYaml(selectDifferences(values, BASE_VALUES)));
  }
  return texts;
}

/** Returns the parts of the values that differ from the base. Helm merges them with the base again. */
function selectDifferences(values: ChartValues, base: ChartValues): Record<string, unknown> {
  const select = (value: unknown, baseValue: unknown): unknown => {
    if (JSON.stringify(value) === JSON.stringify(baseValue)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        select(child, (baseValue as Record<string, unknown> | undefined)?.[key]),
      ]),
    );
  };
  return removeUndefined(select(values, base) as Record<string, unknown>);
}

function renderTemplate({ manifests, condition }: ManifestFile): string {
  const template = renderPlaceholders(renderConditionalLines(renderSettings(toYamlDocuments(manifests))));
  if (!condition) return template;
  return `{{- if eq (toString .Values.${condition.path}) ${stringify(condition.equals, { defaultStringType: 'QUOTE_DOUBLE' }).trim()} }}\n${template}{{- end }}\n`;
}

/** Replaces the marked variable with a loop over the settings of the service. */
function renderSettings(text: string): string {
  const settingsPattern = new RegExp(
    `^( *)- name: "?${SETTINGS_MARK}"?\\n *value: "?⟦(\\.Values\\.[A-Za-z.]+)⟧"?\\n`,
    'gm',
  );
  return text.replace(
    settingsPattern,
    (_all, indent: string, path: string) =>
      `{{- range $name, $value := ${path} }}\n${indent}- name: {{ $name }}\n${indent}  value: {{ $value | toString | toJson }}\n{{- end }}\n`,
  );
}

const renderConditionalLines = (text: string): string =>
  text.replace(
    CONDITIONAL_LINE_PATTERN,
    (_all, indent: string, key: string, path: string, expected: string, value: string) =>
      `{{- if eq (toString ${path}) "${expected}" }}\n${indent}${key}: ${value}\n{{- end }}`,
  );

/**
 * Replaces each text that contains placeholders with an expression. `toJson` turns the value into JSON, which is valid
 * YAML for every type and needs no quoting.
 */
function renderPlaceholders(text: string): string {
  return text.replace(/"?([^\s":]*(?:⟦\.Values\.[A-Za-z.]+⟧[^\s"⟦]*)+)"?/g, (_all, scalar: string) => {
    const paths = [...scalar.matchAll(PLACEHOLDER_PATTERN)].map(([, path]) => path);
    if (scalar === `⟦${paths[0]}⟧`) return `{{ ${paths[0]} | toJson }}`;
    const format = scalar.replace(PLACEHOLDER_PATTERN, '%s');
    return `{{ printf "${format}" ${paths.join(' ')} | toJson }}`;
  });
}
