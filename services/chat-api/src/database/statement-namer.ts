/** Maximum number of named prepared statements. PostgreSQL keeps each of them in memory for every connection. */
const MAX_STATEMENT_NAMES = 300;

/**
 * Returns a function that names SQL statements. Each distinct SQL text gets its own name, so that a connection prepares
 * the statement only once (TRAP-28). Once 300 names are in use, all other statements stay unnamed and are prepared on
 * every call.
 */
export function createStatementNamer(): (query: { sql: string }) => string {
  const namesBySql = new Map<string, string>();
  return ({ sql }) => {
    const existingStatementName = namesBySql.get(sql);
    if (existingStatementName !== undefined) return existingStatementName;
    if (namesBySql.size >= MAX_STATEMENT_NAMES) return '';
    const statementName = `kcs_${namesBySql.size}`;
    namesBySql.set(sql, statementName);
    return statementName;
  };
}
