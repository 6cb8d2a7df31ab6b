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

const DATABASE_TYPES_BY_PRISMA_TYPE: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  Boolean: 'boolean',
  Bytes: 'bytea',
  Json: 'jsonb',
  'Json @db.Json': 'json',
  'DateTime @db.Timestamptz(3)': 'timestamp(3) with time zone',
};
const DATABASE_DEFAULTS_BY_PRISMA_DEFAULT: Record<string, string> = { '[]': "'{}'::text[]" };

const RELATION_PATTERN = /fields: \[(\w+)\], references: \[(\w+)\], onDelete: (\w+)/;

interface PrismaModel {
  readonly table: string;
  readonly lines: string[];
}

/**
 * Returns the tables that `schema.prisma` describes, by name. Throws if the schema uses a type that this parser does
 * not support.
 */
export async function readPrismaSchema(path: URL): Promise<Record<string, Table>> {
  const schemaText = (await readFile(path, 'utf8')).replace(/\/\/.*$/gm, '');
  const modelsByName = new Map<string, PrismaModel>();
  for (const [, name = '', body = ''] of schemaText.matchAll(/^model (\w+) \{(.*?)^\}/gms)) {
    const modelLines = body
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    modelsByName.set(name, {
      table:
        readAttributeArgument(
          modelLines.find((line) => line.startsWith('@@map')),
          '@@map',
        ) ?? name,
      lines: modelLines,
    });
  }
  return Object.fromEntries(
    [...modelsByName.values()].map((model) => [model.table, readTable(model, modelsByName)]),
  );
}

function readTable({ table, lines }: PrismaModel, models: ReadonlyMap<string, PrismaModel>): Table {
  const isFieldLine = (line: string) => !line.startsWith('@@');
  const columnByField = new Map(
    lines.filter(isFieldLine).map((line) => [readNameAndType(line)[0], readColumnName(line)]),
  );
  const columns: Record<string, Column> = {};
  let primaryKey = '';
  const uniqueKeys: string[] = [];
  const indexes: string[] = [];
  const foreignKeys: string[] = [];
  const describeKey = (names: string[], suffix: string, line: string) => {
    const keyName = /map: "(\w+)"/.exec(line)?.[1] ?? [table, ...names, suffix].join('_');
    return `${keyName} (${names.join(', ')})`;
  };

  for (const line of lines) {
    const targetModel = models.get(readNameAndType(line)[1].replace(/[?[\]]/g, ''));
    const columnNames = isFieldLine(line)
      ? [readColumnName(line)]
      : readListedFields(line).map((field) => columnByField.get(field) ?? field);
    if (isFieldLine(line) && targetModel) {
      const [, field, referenced, onDelete] = RELATION_PATTERN.exec(line) ?? [];
      if (field === undefined) continue;
      const referencingColumn = columnByField.get(field);
      foreignKeys.push(
        `${table}_${referencingColumn}_fkey: FOREIGN KEY (${referencingColumn}) REFERENCES ${targetModel.table}(${referenced}) ` +
          `ON UPDATE CASCADE ON DELETE ${onDelete?.toUpperCase()}`,
      );
    } else if (isFieldLine(line)) columns[readColumnName(line)] = readColumn(line);
    if (/@id\b/.test(line)) primaryKey = `${table}_pkey (${columnNames.join(', ')})`;
    if (/@unique\b/.test(line)) uniqueKeys.push(describeKey(columnNames, 'key', line));
    if (/@@index\b/.test(line)) indexes.push(describeKey(columnNames, 'idx', line));
  }
  return {
    columns,
    primaryKey,
    unique: uniqueKeys.sort(),
    indexes: indexes.sort(),
    foreignKeys: foreignKeys.sort(),
  };
}

/** Returns the name and the type of the field that a line of a Prisma model declares. */
function readNameAndType(line: string): [name: string, type: string] {
  const [name = '', type = ''] = line.split(/\s+/);
  return [name, type];
}

const readColumnName = (line: string): string =>
  readAttributeArgument(line, ' @map') ?? readNameAndType(line)[0];

const readListedFields = (line: string): string[] => (/\[(.*?)\]/.exec(line)?.[1] ?? '').split(/, ?/);

function readColumn(line: string): Column {
  const fieldType = readNameAndType(line)[1];
  const nativeTypeAttribute = /@db\.\S+/.exec(line)?.[0];
  const prismaType = [fieldType.replace(/\?|\[\]/, ''), nativeTypeAttribute].filter(Boolean).join(' ');
  const databaseType = DATABASE_TYPES_BY_PRISMA_TYPE[prismaType];
  if (!databaseType) throw new Error(`Unknown Prisma type ${prismaType}. Add it to TYPES.`);
  const defaultValue = /@default\((.*?\)?)\)/.exec(line)?.[1];
  return {
    type: fieldType.endsWith('[]') ? `${databaseType}[]` : databaseType,
    nullable: fieldType.endsWith('?'),
    default:
      defaultValue === undefined
        ? null
        : (DATABASE_DEFAULTS_BY_PRISMA_DEFAULT[defaultValue] ?? toTextDefault(defaultValue)),
  };
}

/** Converts a double-quoted string to the form in which PostgreSQL shows it. Returns any other value unchanged. */
const toTextDefault = (value: string): string => value.replace(/^"(.*)"$/, "'$1'::text");

/** Returns the string argument of a Prisma attribute, for example `users` for `@@map("users")`. */
function readAttributeArgument(line: string | undefined, attribute: string): string | undefined {
  return line?.split(`${attribute}("`)[1]?.split('"')[0];
}
