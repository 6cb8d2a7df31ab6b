import type { FormEvent, ReactNode } from 'react';
import { useFormSubmission } from '../chat/use-submission.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { FormNote } from '../ui/form-note.tsx';

interface DialogFormProps {
  readonly title: string;
  /** The label of the submit button, such as "Create". */
  readonly action: string;
  /** The text that tells the Admin what happens next. */
  readonly hint: string;
  /** Sends the form. The dialog closes afterwards. If the promise rejects, the dialog says why and stays open. */
  readonly onSubmit: (fields: FormData) => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Shows a form in a dialog. The browser checks required fields before the form is sent. */
export function DialogForm({ title, action, hint, onSubmit, onClose, children }: DialogFormProps) {
  const { busy, problem, submit } = useFormSubmission();
  const submitAndClose = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    if (await submit(() => onSubmit(fields))) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="dialog-form" onSubmit={submitAndClose}>
        {children}
        <FormNote hint={hint} problem={problem} />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {action}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** Returns the text in a field of the form; an empty text if the form has no such field. */
export function readTextField(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
