import { Problem } from './problem.tsx';
import './form-note.css';

interface FormNoteProps {
  /** The text that tells the user what to do next. */
  readonly hint: string;
  /** The text that says why the last request failed. The form shows this text instead of the hint. */
  readonly problem: string | null;
}

/** Shows a hint or a problem. The line keeps its height when it is empty, so that the buttons below do not move. */
export function FormNote({ hint, problem }: FormNoteProps) {
  return (
    <div className="form-note">
      {problem === null ? <p className="muted small">{hint}</p> : <Problem text={problem} />}
    </div>
  );
}
