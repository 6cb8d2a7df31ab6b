import { type ApiError, asApiError } from '@kcs/chat-client';
import { useState } from 'react';

interface FormSubmission {
  /** True while a request is in progress. Remains true after a successful request, because the form then closes. */
  readonly busy: boolean;
  /** The text that says why the request failed or which input is missing; null if there is no problem. */
  readonly problem: string | null;
  readonly setProblem: (problem: string) => void;
  /** Sends the request. Resolves to true if the request succeeded, and to false if it failed. */
  readonly submit: (request: () => Promise<unknown>) => Promise<boolean>;
}

/**
 * Manages the state of a form that sends one request. `describe` converts an error into the text that the form shows.
 */
export function useFormSubmission(describe = (error: ApiError): string => error.message): FormSubmission {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function submitForm(request: () => Promise<unknown>): Promise<boolean> {
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
  return { busy, problem, setProblem, submit: submitForm };
}
