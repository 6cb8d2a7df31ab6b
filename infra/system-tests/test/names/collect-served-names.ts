import pg from 'pg';
import { createClient } from 'redis';

export interface SystemUrls {
  readonly frontDoor: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly opsUrls: readonly string[];
}

/** Sorted lists of names without duplicates, keyed by the group of the names. */
export type NamesByGroup = Record<string, string[]>;

/**
 * Collects the names that a running system serves and stores: REST routes with their fields; tables, columns, and SQL
 * functions; Redis keys, channels, and hash fields; and metrics with their labels. Call `makeTraffic` first, because
 * some names exist only once they have been used.
 */
export async function collectServedNames({
  frontDoor,
  databaseUrl,
  redisUrl,
  opsUrls,
}: SystemUrls): Promise<NamesByGroup> {
  const [rest, database, redis, metrics] = await Promise.all([
    collectRestNames(frontDoor),
    collectDatabaseNames(databaseUrl),
    collectRedisNames(redisUrl),
    collectMetricNames(opsUrls),
  ]);
  return { rest, ...database, ...redis, metrics };
}

const sortUniqueNames = (names: Iterable<string>): string[] => [...new Set(names)].sort();

interface JsonSchema {
  readonly properties?: Record<string, JsonSchema>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Returns the names of all REST routes, parameters, and fields, such as `GET /path > response 200 > data.room.id`. */
async function collectRestNames(frontDoor: string): Promise<string[]> {
  const openApiResponse = await fetch(`${frontDoor}/docs/json`);
  const { paths } = (await openApiResponse.json()) as {
    paths: Record<string, Record<string, OpenApiOperation>>;
  };
  const restNames: string[] = [];
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const route = `${method.toUpperCase()} ${path}`;
      restNames.push(route);
      for (const { name, in: place } of operation.parameters ?? [])
        restNames.push(`${route} > ${place} > ${name}`);
      restNames.push(...listContentFields(`${route} > body`, operation.requestBody));
      for (const [status, content] of Object.entries(operation.responses)) {
        restNames.push(`${route} > response ${status}`);
        // Read only successful responses, because all failures have the same error envelope.
        if (Number(status) < 400)
          restNames.push(...listContentFields(`${route} > response ${status}`, content));
      }
    }
  }
  return sortUniqueNames(restNames);
}

interface OpenApiContent {
  readonly content?: Record<string, { readonly schema?: JsonSchema }>;
}
interface OpenApiOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: OpenApiContent;
  readonly responses: Record<string, OpenApiContent>;
}

const listContentFields = (prefix: string, content: OpenApiContent | undefined): string[] =>
  Object.values(content?.content ?? {}).flatMap(({ schema }) =>
    listFieldPaths(schema).map((field) => `${prefix} > ${field}`),
  );

/** Returns the path of every property in the JSON schema. */
function listFieldPaths(schema: JsonSchema | undefined, prefix = ''): string[] {
  if (schema === undefined) return [];
  const propertyPaths = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => [
    `${prefix}${name}`,
    ...listFieldPaths(child, `${prefix}${name}.`),
  ]);
  const nestedSchemas = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [...propertyPaths, ...nestedSchemas.flatMap((child) => listFieldPaths(child, prefix))];
}

const COLUMNS_QUERY = `
  SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) AS name
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND a.attnum > 0 AND NOT a.attisdropped`;
const FUNCTIONS_QUERY = `
  SELECT p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS name
  FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`;

async function collectDatabaseNames(url: string): Promise<NamesByGroup> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const columnResult = await client.query<{ name: string }>(COLUMNS_QUERY);
    const functionResult = await client.query<{ name: string }>(FUNCTIONS_QUERY);
    // Leave out the tables in which the migration tools record the applied migrations.
    const applicationColumns = columnResult.rows
      .map(({ name }) => name)
      .filter((name) => !/migration/.test(name.split('.')[0] ?? ''));
    return {
      columns: sortUniqueNames(applicationColumns),
      functions: sortUniqueNames(functionResult.rows.map(({ name }) => name)),
    };
  } finally {
    await client.end();
  }
}

/** Replaces the ids, process names, and random parts in a name with `*`. */
const replaceVariableParts = (name: string): string =>
  name
    .replace(/\b(user|room|msg|meet|part|sess|notif)_[0-9a-z]{26}/g, '$1_*')
    .replace(/[A-Za-z0-9_.-]+:[0-9a-z]{26}/g, '*')
    .replace(/(kcs:(?:canary|login:[a-z]+|presence:\{p\}:claims)).*/, '$1:*')
    .replace(/\b[0-9a-f]{8,}\b/g, '*')
    .replace(/(socket\.io[^#]*#[^#]*#).+#$/, '$1*#');

/**
 * The remaining lifetime that a Redis key must have for its name to be collected. A key that expires sooner may
 * disappear in the meantime. The names of these short-lived keys are in `declared-names.json` instead.
 */
const MIN_REDIS_KEY_LIFETIME_MS = 10_000;
/** Matches the Redis hashes whose fields have fixed names. In all other hashes, the fields are ids. */
const FIXED_FIELDS_HASH_PATTERN = /:(info|pulse)$/;

async function collectRedisNames(url: string): Promise<NamesByGroup> {
  const client = createClient({ url });
  await client.connect();
  try {
    const keyNames: string[] = [];
    const hashFieldNames: string[] = [];
    for (const key of await client.keys('*')) {
      const expiresInMs = await client.pTTL(key);
      if (expiresInMs !== -1 && expiresInMs < MIN_REDIS_KEY_LIFETIME_MS) continue;
      keyNames.push(replaceVariableParts(key));
      if (!FIXED_FIELDS_HASH_PATTERN.test(key)) continue;
      hashFieldNames.push(
        ...(await client.hKeys(key)).map((field) => `${replaceVariableParts(key)} > ${field}`),
      );
    }
    const channelNames = [...(await client.pubSubChannels()), ...(await client.pubSubShardChannels())];
    return {
      redisKeys: sortUniqueNames(keyNames),
      redisFields: sortUniqueNames(hashFieldNames),
      redisChannels: sortUniqueNames(channelNames.map(replaceVariableParts)),
    };
  } finally {
    await client.close();
  }
}

/**
 * The metric labels whose values are fixed in our code. The values of all other labels are routes, process names, and
 * sizes.
 */
const LABELS_WITH_FIXED_VALUES = new Set(['by', 'outcome', 'reason', 'service']);

/**
 * Returns `name type` for each metric, and `name{label,label}` for each sample with labels. Node's default metrics are
 * left out.
 */
async function collectMetricNames(opsUrls: readonly string[]): Promise<string[]> {
  const metricsPages = await Promise.all(opsUrls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  const metricNames = metricsPages.flatMap((page) =>
    page.split('\n').flatMap((line) => {
      const typeMatch = /^# TYPE (\S+) (\S+)/.exec(line);
      if (typeMatch) return [`${typeMatch[1]} ${typeMatch[2]}`];
      const sampleMatch = /^([a-z_]+)\{(.*)\}/.exec(line);
      if (!sampleMatch) return [];
      const labelTexts = [...(sampleMatch[2] ?? '').matchAll(/([a-z_]+)="([^"]*)"/g)].map(
        ([, label = '', value = '']) => (LABELS_WITH_FIXED_VALUES.has(label) ? `${label}=${value}` : label),
      );
      return [`${sampleMatch[1]}{${labelTexts.sort().join(',')}}`];
    }),
  );
  return sortUniqueNames(metricNames.filter((name) => !/^(nodejs|process)_/.test(name)));
}
