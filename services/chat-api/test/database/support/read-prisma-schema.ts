import { readFile } from 'node:fs/promises';

export interface Column {
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
}

/**
 * A table as the Prisma schema or the database describes it. Keys and indexes have the form "name (column, …)" and are
 * sorted.
 */
export interface Table {
  readonly columns: Record<string, Column>;
  readonly primaryKey: string;
  readonly unique: string[];
  readonly indexes: string[];
  readonly foreignKeys: string[];
}

const TYPES: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  Boolean: 'boolean',
  Json: 'jsonb',
  'Json @db.Json': 'json',
  'DateTime @db.Timestamptz(3)': 'timestamp(3) with time zone',
};
const DEFAULTS: Record<string, string> = { '[]': "'{}'::text[]" };

const RELATION = /fields: \[(\w+)\], references: \[(\w+)\], onDelete: (\w+)/;

interface Model {
  readonly table: string;
  readonly lines: string[];
}

/**
 * Returns the tables that `schema.prisma` describes, by name. Throws if the schema uses a type that this parser does
 * not support.
 */
export async function readPrismaSchema(path: URL): Promise<Record<string, Table>> {
  const source = (await readFile(path, 'utf8')).replace(/\/\/.*$/gm, '');
  const models = new Map<string, Model>();
  for (const [, name = '', body = ''] of source.matchAll(/^model (\w+) \{(.*?)^\}/gms)) {
    const lines = body
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    models.set(name, {
      table:
        argument(
          lines.find((line) => line.startsWith('@@map')),
          '@@map',
        ) ?? name,
      lines,
    });
  }
  return Object.fromEntries([...models.values()].map((model) => [model.table, readTable(model, models)]));
}

function readTable({ table, lines }: Model, models: ReadonlyMap<string, Model>): Table {
  const isField = (line: string) => !line.startsWith('@@');
  const columnOf = new Map(lines.filter(isField).map((line) => [wordsOf(line)[0], columnName(line)]));
  const columns: Record<string, Column> = {};
  let primaryKey = '';
  const unique: string[] = [];
  const indexes: string[] = [];
  const foreignKeys: string[] = [];
  const named = (names: string[], suffix: string, line: string) => {
    const name = /map: "(\w+)"/.exec(line)?.[1] ?? [table, ...names, suffix].join('_');
    return `${name} (${names.join(', ')})`;
  };

  for (const line of lines) {
    const target = models.get(wordsOf(line)[1].replace(/[?[\]]/g, ''));
    const names = isField(line)
      ? [columnName(line)]
      : listedFields(line).map((field) => columnOf.get(field) ?? field);
    if (isField(line) && target) {
      const [, field, referenced, onDelete] = RELATION.exec(line) ?? [];
      if (field === undefined) continue;
      const own = columnOf.get(field);
      foreignKeys.push(
        `${table}_${own}_fkey: FOREIGN KEY (${own}) REFERENCES ${target.table}(${referenced}) ` +
          `ON UPDATE CASCADE ON DELETE ${onDelete?.toUpperCase()}`,
      );
    } else if (isField(line)) columns[columnName(line)] = readColumn(line);
    if (/@id\b/.test(line)) primaryKey = `${table}_pkey (${names.join(', ')})`;
    if (/@unique\b/.test(line)) unique.push(named(names, 'key', line));
    if (/@@index\b/.test(line)) indexes.push(named(names, 'idx', line));
  }
  return {
    columns,
    primaryKey,
    unique: unique.sort(),
    indexes: indexes.sort(),
    foreignKeys: foreignKeys.sort(),
  };
}

/** Returns the name and type of a field line in a Prisma model. */
function wordsOf(line: string): [name: string, type: string] {
  const [name = '', type = ''] = line.split(/\s+/);
  return [name, type];
}

const columnName = (line: string): string => argument(line, ' @map') ?? wordsOf(line)[0];

const listedFields = (line: string): string[] => (/\[(.*?)\]/.exec(line)?.[1] ?? '').split(/, ?/);

function readColumn(line: string): Column {
  const fieldType = wordsOf(line)[1];
  const native = /@db\.\S+/.exec(line)?.[0];
  const base = [fieldType.replace(/\?|\[\]/, ''), native].filter(Boolean).join(' ');
  const type = TYPES[base];
  if (!type) throw new Error(`read-prisma-schema does not know the type ${base}: add it to TYPES`);
  const value = /@default\((.*?\)?)\)/.exec(line)?.[1];
  return {
    type: fieldType.endsWith('[]') ? `${type}[]` : type,
    nullable: fieldType.endsWith('?'),
    default: value === undefined ? null : (DEFAULTS[value] ?? value),
  };
}

/** Returns the string argument of a Prisma attribute, for example `users` for `@@map("users")`. */
function argument(line: string | undefined, attribute: string): string | undefined {
  return line?.split(`${attribute}("`)[1]?.split('"')[0];
}
