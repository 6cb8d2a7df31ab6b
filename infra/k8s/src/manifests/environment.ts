import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { ChartValues, Settings } from '../values/chart-values.ts';
import { isPlaceholder, SETTINGS_MARK } from '../values/placeholders.ts';

/** The folder in which a service finds its own secrets, as in docker compose. */
export const SECRETS_FOLDER = '/var/lib/kcs';
/** The folder in which chat-api keeps the ids of erased users, as in docker compose. */
export const BACKUPS_FOLDER = '/var/lib/kcs-backups';
/** The name of the ConfigMap with the addresses of this installation. */
export const SITE_CONFIG = 'site';

export const toVariables = (values: Readonly<Record<string, string>>): IEnvVar[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** Returns a variable that contains a value of the ConfigMap `site`. */
export const createSiteVariable = (name: string): IEnvVar => ({
  name,
  valueFrom: { configMapKeyRef: { name: SITE_CONFIG, key: name } },
});

/** Returns the variables of every service. */
export const createCommonVariables = (values: ChartValues): IEnvVar[] =>
  toVariables({
    NODE_ENV: values.nodeEnv,
    NATS_URL: values.nats.url,
    NATS_CREDS_FILE: `${SECRETS_FOLDER}/nats.creds`,
    REDIS_URL_FILE: `${SECRETS_FOLDER}/redis-url`,
  });

/** Returns the variables of a service that browsers call. */
export const createPublicHttpVariables = (): IEnvVar[] => [
  createSiteVariable('PUBLIC_URL'),
  createSiteVariable('CORS_ORIGINS'),
];

/** Returns the settings as variables in alphabetical order, which is also the order of Helm's `range`. */
export function createSettingVariables(settings: Settings): IEnvVar[] {
  if (isPlaceholder(settings)) return [{ name: SETTINGS_MARK, value: settings }];
  return toVariables(Object.fromEntries(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** Returns the variable that contains the URL of PostgreSQL. */
export const createDatabaseVariable = (name: string, secretName: string, key: string): IEnvVar => ({
  name,
  valueFrom: { secretKeyRef: { name: secretName, key } },
});
