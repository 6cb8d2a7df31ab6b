import { type ApiError, asApiError } from '@kcs/chat-client';
import { useState } from 'react';

interface Submission {
  /** True while a request is in progress, and after one succeeded: the form is then about to close. */
  readonly busy: boolean;
  /** Why the form was refused; null if it was not. */
  readonly problem: string | null;
  readonly setProblem: (problem: string) => void;
  /** Makes the request of a form, and resolves to whether it succeeded. */
  readonly submit: (request: () => Promise<unknown>) => Promise<boolean>;
}

/** The progress of a form that makes one request. `describe` returns the text for a failed request. */
export function useSubmission(describe = (error: ApiError): string => error.message): Submission {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(request: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    setProblem(null);
    try {
      await request();
      return true;
    } catch (thrown) {
      setProblem(describe(asApiError(thrown)));
      setBusy(false);
      return false;
    }
  }
  return { busy, problem, setProblem, submit };
}
