import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderKubernetesFiles, type VariablesByService } from '@kcs/k8s';
import { configSchema as chatApi } from '../../../../services/chat-api/src/config/config-schema.ts';
import { configSchema as presence } from '../../../../services/presence/src/config.ts';
import { configSchema as gateway } from '../../../../services/realtime-gateway/src/config.ts';
import { REPOSITORY_ROOT } from '../support/root.ts';

export const KUBERNETES_FOLDER = join(REPOSITORY_ROOT, 'infra/k8s');
export const HAPROXY_TEXT = readFileSync(join(REPOSITORY_ROOT, 'infra/haproxy/haproxy.cfg'), 'utf8');
export const CONFIG_SCHEMAS_BY_SERVICE = { 'chat-api': chatApi, 'realtime-gateway': gateway, presence };

const VARIABLES_BY_SERVICE = {
  'chat-api': chatApi.properties,
  'realtime-gateway': gateway.properties,
  presence: presence.properties,
} as unknown as VariablesByService;

/** Generates every file of infra/k8s that the description of the system determines. Returns its text by its path. */
export function generateKubernetesFiles(): Map<string, string> {
  const { version } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'package.json'), 'utf8'));
  return renderKubernetesFiles({ haproxyText: HAPROXY_TEXT, version, variables: VARIABLES_BY_SERVICE });
}
