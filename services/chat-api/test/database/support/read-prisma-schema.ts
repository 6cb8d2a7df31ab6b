import { readFile } from 'node:fs/promises';

export interface Column {
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
}

/**
 * A table as described by the Prisma schema or by the database. Keys and indexes have the form "name (column, …)" and
 * are sorted.
 */
export interface Table {
  readonly columns: Record<string, Column>;
  readonly primaryKey: string;
  readonly unique: string[];
  readonly indexes: string[];
  readonly foreignKeys: string[];
}

const DATABASE_TYPES: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  Boolean: 'boolean',
  Json: 'jsonb',
  'Json @db.Json': 'json',
  'DateTime @db.Timestamptz(3)': 'timestamp(3) with time zone',
};
const DATABASE_DEFAULTS: Record<string, string> = { '[]': "'{}'::text[]" };

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
        attributeArgument(
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
  const columnOf = new Map(lines.filter(isField).map((line) => [nameAndTypeOf(line)[0], columnName(line)]));
  const columns: Record<string, Column> = {};
  let primaryKey = '';
  const unique: string[] = [];
  const indexes: string[] = [];
  const foreignKeys: string[] = [];
  const describeKey = (names: string[], suffix: string, line: string) => {
    const name = /map: "(\w+)"/.exec(line)?.[1] ?? [table, ...names, suffix].join('_');
    return `${name} (${names.join(', ')})`;
  };

  for (const line of lines) {
    const targetModel = models.get(nameAndTypeOf(line)[1].replace(/[?[\]]/g, ''));
    const names = isField(line)
      ? [columnName(line)]
      : listedFields(line).map((field) => columnOf.get(field) ?? field);
    if (isField(line) && targetModel) {
      const [, field, referenced, onDelete] = RELATION.exec(line) ?? [];
      if (field === undefined) continue;
      const ownColumn = columnOf.get(field);
      foreignKeys.push(
        `${table}_${ownColumn}_fkey: FOREIGN KEY (${ownColumn}) REFERENCES ${targetModel.table}(${referenced}) ` +
          `ON UPDATE CASCADE ON DELETE ${onDelete?.toUpperCase()}`,
      );
    } else if (isField(line)) columns[columnName(line)] = readColumn(line);
    if (/@id\b/.test(line)) primaryKey = `${table}_pkey (${names.join(', ')})`;
    if (/@unique\b/.test(line)) unique.push(describeKey(names, 'key', line));
    if (/@@index\b/.test(line)) indexes.push(describeKey(names, 'idx', line));
  }
  return {
    columns,
    primaryKey,
    unique: unique.sort(),
    indexes: indexes.sort(),
    foreignKeys: foreignKeys.sort(),
  };
}

/** Returns the name and the type of the field that a line of a Prisma model declares. */
function nameAndTypeOf(line: string): [name: string, type: string] {
  const [name = '', type = ''] = line.split(/\s+/);
  return [name, type];
}

const columnName = (line: string): string => attributeArgument(line, ' @map') ?? nameAndTypeOf(line)[0];

const listedFields = (line: string): string[] => (/\[(.*?)\]/.exec(line)?.[1] ?? '').split(/, ?/);

function readColumn(line: string): Column {
  const fieldType = nameAndTypeOf(line)[1];
  const nativeType = /@db\.\S+/.exec(line)?.[0];
  const prismaType = [fieldType.replace(/\?|\[\]/, ''), nativeType].filter(Boolean).join(' ');
  const type = DATABASE_TYPES[prismaType];
  if (!type) throw new Error(`Unknown Prisma type ${prismaType}. Add it to TYPES.`);
  const value = /@default\((.*?\)?)\)/.exec(line)?.[1];
  return {
    type: fieldType.endsWith('[]') ? `${type}[]` : type,
    nullable: fieldType.endsWith('?'),
    default: value === undefined ? null : (DATABASE_DEFAULTS[value] ?? value),
  };
}

/** Returns the string argument of a Prisma attribute, for example `users` for `@@map("users")`. */
function attributeArgument(line: string | undefined, attribute: string): string | undefined {
  return line?.split(`${attribute}("`)[1]?.split('"')[0];
}
