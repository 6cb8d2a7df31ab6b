import { StartError } from '@kcs/private-servers';

/** The beginning with the user, the hosts, and the rest. A URL may name several hosts, which `URL` does not accept. */
const DATABASE_URL_PATTERN = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/;
const HOST_PLACEHOLDER = 'host';
const HOST_PLACEHOLDER_PATTERN = /(?<=\/\/(?:[^/?#]*@)?)host(?=[/?#]|$)/;

interface DatabaseUrlParts {
  readonly urlWithoutPassword: string;
  readonly password: string;
  readonly databaseName: string;
}

/** Throws a StartError if the URL is not one of PostgreSQL, or if it names no database. */
export function parseDatabaseUrl(text: string): DatabaseUrlParts {
  const { url, hosts } = splitHosts(text);
  const databaseName = decodeURIComponent(url.pathname.slice(1));
  if (databaseName === '') throw new DatabaseUrlError('names no database');
  const password = decodeURIComponent(url.password);
  url.password = '';
  return { urlWithoutPassword: joinHosts(url, hosts), password, databaseName };
}

/** Returns the URL of another database of the same server. */
export function replaceDatabaseName(text: string, name: string): string {
  const { url, hosts } = splitHosts(text);
  url.pathname = `/${encodeURIComponent(name)}`;
  return joinHosts(url, hosts);
}

export const hasSeveralHosts = (text: string): boolean => splitHosts(text).hosts.includes(',');

/** Returns the hosts, and the URL with a placeholder in their place. */
function splitHosts(text: string): { url: URL; hosts: string } {
  const [, start, hosts = '', end] = DATABASE_URL_PATTERN.exec(text) ?? [];
  const urlText = `${start}${HOST_PLACEHOLDER}${end}`;
  if (start === undefined || !URL.canParse(urlText)) throw new DatabaseUrlError('is not a URL of PostgreSQL');
  return { url: new URL(urlText), hosts };
}

const joinHosts = ({ href }: URL, hosts: string): string =>
  href.replace(HOST_PLACEHOLDER_PATTERN, () => hosts);

class DatabaseUrlError extends StartError {
  constructor(problem: string) {
    super(
      `DATABASE_URL or MIGRATION_DATABASE_URL ${problem}`,
      'Correct it, for example: postgresql://user:password@one:5432,two:5432/kcs',
    );
  }
}
