import { CLOSE_REASONS, ERRORS } from '@kcs/contracts';
import { configSchema as chatApi } from '../../../../services/chat-api/src/config/config-schema.ts';
import { configSchema as presence } from '../../../../services/presence/src/config.ts';
import { configSchema as gateway } from '../../../../services/realtime-gateway/src/config.ts';

/**
 * The functions that generate the tables in docs/protocol.md from the code. The keys are the names in the markers
 * around the tables.
 */
export const TABLE_GENERATORS_BY_NAME: Readonly<Record<string, () => string>> = {
  errors: createErrorsTable,
  'close-reasons': createCloseReasonsTable,
  configuration: createConfigurationTable,
};

const formatMarkdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function createErrorsTable(): string {
  const tableRows = Object.entries(ERRORS).map(([code, { status, retry, message }]) => [
    `\`${code}\``,
    String(status),
    retry === 'later' ? 'yes, later' : 'no',
    message,
  ]);
  return formatMarkdownTable(['code', 'status', 'retry', 'default message'], tableRows);
}

const CLOSE_METHOD_TEXTS = {
  'connect-error': '`connect_error`',
  'server-disconnect': 'server disconnect',
  'transport-close': 'transport close',
  eviction: 'server disconnect after `socket-evicted`',
  'refuse-handshake': 'HTTP 503 before the handshake',
} as const;

function createCloseReasonsTable(): string {
  const tableRows = Object.entries(CLOSE_REASONS).map(([reason, { how, reconnects }]) => [
    `\`${reason}\``,
    CLOSE_METHOD_TEXTS[how],
    reconnects ? 'yes' : 'no',
  ]);
  return formatMarkdownTable(['reason', 'how it ends', 'client reconnects'], tableRows);
}

/**
 * The parts of a variable's JSON schema that docs/protocol.md shows. If a variable has a `development` value, that
 * value is its default only outside production, so the page calls the variable required.
 */
interface ConfigVariableSchema {
  readonly default?: unknown;
  readonly development?: unknown;
  readonly description?: string;
}

const CONFIG_SCHEMAS_BY_SERVICE = { 'chat-api': chatApi, 'realtime-gateway': gateway, presence };

/** Returns every configuration variable of every service, as declared in the service's schema. */
export function listDeclaredConfigVariables(): {
  service: string;
  name: string;
  variable: ConfigVariableSchema;
}[] {
  return Object.entries(CONFIG_SCHEMAS_BY_SERVICE).flatMap(([service, schema]) =>
    Object.entries(schema.properties as object as Record<string, ConfigVariableSchema>).map(
      ([name, variable]) => ({
        service,
        name,
        variable,
      }),
    ),
  );
}

function createConfigurationTable(): string {
  const tableRows = [...groupVariablesByName()].map(([name, uses]) => [
    `\`${name}\``,
    uses.map(({ service }) => service).join(', '),
    [...new Set(uses.map(({ variable }) => formatVariableDefault(variable)))].join(', '),
    (uses[0]?.variable.description ?? '').replaceAll('<', '&lt;'),
  ]);
  return formatMarkdownTable(['variable', 'service', 'default', 'meaning'], tableRows);
}

function groupVariablesByName(): Map<string, ReturnType<typeof listDeclaredConfigVariables>> {
  const variablesByName = new Map<string, ReturnType<typeof listDeclaredConfigVariables>>();
  for (const use of listDeclaredConfigVariables())
    variablesByName.set(use.name, [...(variablesByName.get(use.name) ?? []), use]);
  return variablesByName;
}

function formatVariableDefault(variable: ConfigVariableSchema): string {
  if (variable.default !== undefined) return String(variable.default);
  return variable.development === undefined ? 'none' : 'required';
}
