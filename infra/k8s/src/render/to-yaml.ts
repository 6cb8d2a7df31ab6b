import { stringify } from 'yaml';
import type { Manifest } from '../manifests/manifest.ts';

/** Returns the value without keys that are undefined. */
export const removeUndefined = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Returns the YAML text of a value. The text has no folded lines and no aliases. Helm reads YAML 1.1: `no` is false. */
export const toYaml = (value: unknown): string =>
  stringify(removeUndefined(value), { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });

/** Returns the YAML text of several manifests. */
export const toYamlDocuments = (manifests: readonly Manifest[]): string =>
  manifests.map(toYaml).join('---\n');
