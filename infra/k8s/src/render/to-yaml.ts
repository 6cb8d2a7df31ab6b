import { stringify } from 'yaml';
import type { Manifest } from '../manifests/manifest.ts';

/** Returns the value without keys that are undefined. */
export const removeUndefined = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Returns the YAML text of a value. The text has no folded lines and no aliases. */
export const toYaml = (value: unknown): string =>
  stringify(removeUndefined(value), { lineWidth: 0, aliasDuplicateObjects: false });

/** Returns the YAML text of several manifests. */
export const toYamlDocuments = (manifests: readonly Manifest[]): string =>
  manifests.map(toYaml).join('---\n');
