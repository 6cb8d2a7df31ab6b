import type { ServiceAccount } from '@kcs/contracts';
import { CliError } from '../cli-error.ts';
import type { RestClient } from './rest-client.ts';

/** Returns the service account with the given name or id. Throws `CliError` if it does not exist. */
export async function findAccount(rest: RestClient, nameOrId: string): Promise<ServiceAccount> {
  const accounts = await rest.listAll<ServiceAccount>('/service-accounts');
  const account = accounts.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (account) return account;
  throw new CliError(
    'refused',
    `The service account "${nameOrId}" does not exist. "kcs-notify account list" shows all accounts.`,
  );
}
