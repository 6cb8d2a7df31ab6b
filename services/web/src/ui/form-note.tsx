import { Problem } from './problem.tsx';
import './form-note.css';

interface FormNoteProps {
  /** What the user has to do next. */
  readonly hint: string;
  /** The text that says why the last request failed. Replaces the hint. */
  readonly problem: string | null;
}

/** Shows a hint or a problem in a line that is always there, so that the buttons below it do not move. */
export function FormNote({ hint, problem }: FormNoteProps) {
  return (
    <div className="form-note">
      {problem === null ? <p className="muted small">{hint}</p> : <Problem text={problem} />}
    </div>
  );
}
