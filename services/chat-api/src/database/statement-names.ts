/** PostgreSQL keeps a prepared statement per name and connection: few shapes are worth it, endless ones would leak. */
const MOST = 300;

/** Names statements by their text, so that each connection prepares it once; texts beyond the limit stay unnamed. */
export function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    const name = names.size < MOST ? `kcs_${names.size}` : '';
    if (name !== '') names.set(sql, name);
    return name;
  };
}
