import { createRequiredContext } from '../chat/required-context.ts';
import type { AdminApi } from './admin-api.ts';

interface Administration {
  readonly api: AdminApi;
  /** The id of the Admin who uses the page. */
  readonly userId: string;
  /**
   * Runs a change. Then shows `successText`, or why the change failed. Resolves to true if the change succeeded. Never
   * rejects.
   */
  readonly run: <T>(
    change: () => Promise<T>,
    successText: string | ((result: T) => string),
  ) => Promise<boolean>;
}

/** The context that the sections of the administration page share, and the hook that returns its value. */
export const [AdministrationContext, useAdministration] =
  createRequiredContext<Administration>('AdministrationContext');
