import { withTimeout } from '../waiting.ts';

/** The state of one dependency in the `/readyz` response. */
export interface DependencyState {
  readonly ok: boolean;
  readonly error?: string;
  /** False if the process stays ready while the dependency has a problem. */
  readonly required?: false;
}

export type DependencyCheck = () => Promise<void> | void;

export interface Dependency {
  readonly check: DependencyCheck;
  readonly isRequired: boolean;
}

const DEPENDENCY_CHECK_TIMEOUT_MS = 1_000;

class CheckTimeoutError extends Error {
  constructor() {
    super(`no response within ${DEPENDENCY_CHECK_TIMEOUT_MS} ms`);
  }
}

/** Runs the check of a dependency and returns the state of the dependency. Never rejects. */
export async function probeDependency({ check, isRequired }: Dependency): Promise<DependencyState> {
  const dependencyState = await runDependencyCheck(check);
  return isRequired ? dependencyState : { ...dependencyState, required: false };
}

async function runDependencyCheck(check: DependencyCheck): Promise<DependencyState> {
  try {
    await withTimeout(
      Promise.resolve().then(() => check()),
      DEPENDENCY_CHECK_TIMEOUT_MS,
      () => new CheckTimeoutError(),
    );
    return { ok: true };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message || error.name : String(error) };
  }
}
