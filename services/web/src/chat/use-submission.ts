import { type ApiError, asApiError } from '@kcs/chat-client';
import { useState } from 'react';

interface Submission {
  /** True while a request is in progress. It stays true after success, because the form is about to close. */
  readonly busy: boolean;
  /** Why the request failed or the form is incomplete; null if there is no problem. */
  readonly problem: string | null;
  readonly setProblem: (problem: string) => void;
  /** Sends the form's request, and resolves to whether it succeeded. */
  readonly submit: (request: () => Promise<unknown>) => Promise<boolean>;
}

/** Tracks a form that sends one request. `describe` returns the text to show for a failed request. */
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
