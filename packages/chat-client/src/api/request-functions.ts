import type { Page } from './page.ts';
import type { RestOptions } from './rest-client.ts';

export interface RequestFunctions {
  readonly requestData: <T>(path: string, options?: Omit<RestOptions, 'token'>) => Promise<T>;
  readonly requestPage: <T>(path: string) => Promise<Page<T>>;
}
