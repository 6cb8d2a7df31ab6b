import { BASE_VALUES } from '../values/base-values.ts';

/** The parts of a configuration variable's JSON Schema that the chart uses. */
export interface VariableSchema {
  readonly type?: string;
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly secret?: boolean;
  readonly description?: string;
}

/** The configuration variables of a service by name. */
export type ServiceVariables = Readonly<Record<string, VariableSchema>>;
export type VariablesByService = Readonly<
  Record<'chat-api' | 'realtime-gateway' | 'presence', ServiceVariables>
>;

type JsonSchema = Record<string, unknown>;

/** Values with a fixed set of possible texts. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  nodeEnv: ['development', 'production'],
  'autoscaling.by': ['none', 'prometheus-adapter', 'keda'],
  'image.pullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'frontDoor.serviceType': ['ClusterIP', 'LoadBalancer', 'NodePort'],
};
const SERVICES_BY_SETTINGS: Readonly<Record<string, keyof VariablesByService>> = {
  'chatApi.settings': 'chat-api',
  'realtimeGateway.settings': 'realtime-gateway',
  'presence.settings': 'presence',
};
/** Objects that Kubernetes checks, such as resources. */
const FREE_OBJECTS = new Set(['annotations', 'resources']);

/**
 * Returns the JSON Schema of the chart's values. `fixedNames` contains, for each service, the variables that the chart
 * sets itself. They are no settings.
 */
export function createValuesSchema(
  variables: VariablesByService,
  fixedNames: Readonly<Record<string, ReadonlySet<string>>>,
): JsonSchema {
  const describe = (value: unknown, path: string): JsonSchema => {
    const service = SERVICES_BY_SETTINGS[path];
    if (service) return createSettingsSchema(variables[service], fixedNames[service] ?? new Set());
    if (CHOICES[path]) return { enum: CHOICES[path] };
    if (Array.isArray(value)) return { type: 'array', items: { type: 'object' } };
    if (typeof value === 'number') return { type: 'integer', minimum: 1 };
    if (typeof value !== 'object' || value === null) return { type: typeof value };
    if (FREE_OBJECTS.has(path.split('.').at(-1) ?? '')) return { type: 'object' };
    const childSchemas = Object.entries(value).map(([key, child]) => [
      key,
      describe(child, path === '' ? key : `${path}.${key}`),
    ]);
    return { type: 'object', additionalProperties: false, properties: Object.fromEntries(childSchemas) };
  };
  const schema = describe(BASE_VALUES, '');
  // Helm adds `global` to the values of every chart.
  Object.assign(schema.properties as object, { global: { type: 'object' } });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart kcs-chat',
    ...schema,
  };
}

const createSettingsSchema = (variables: ServiceVariables, fixedNames: ReadonlySet<string>): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(variables)
      .filter(([name, { secret }]) => !secret && !fixedNames.has(name))
      .map(([name, variable]) => [name, createSettingSchema(variable)]),
  ),
});

/** Returns the schema of one variable, whose value is a text. */
function createSettingSchema({
  type,
  anyOf,
  enum: values,
  pattern,
  description,
}: VariableSchema): JsonSchema {
  const choices = values ?? anyOf?.map((option) => option.const);
  if (choices) return { enum: choices, description };
  if (type === 'integer') return { type: 'string', pattern: '^\\d+$', description };
  if (type === 'boolean') return { enum: ['true', 'false'], description };
  return { type: 'string', ...(pattern && { pattern }), description };
}
