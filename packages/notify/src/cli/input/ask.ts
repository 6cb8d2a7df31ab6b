import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';

interface Question {
  readonly text: string;
  /** Whether the answer is not shown. */
  readonly isSecret: boolean;
}

/**
 * Asks questions on the terminal, one after the other, and returns the answers. A user may type or paste several answers
 * at once: each answer belongs to its question, and a secret is not shown even if it arrives before its question.
 */
export async function askQuestions(
  questions: readonly Question[],
  { stdin, stderr, signal }: Terminal,
): Promise<string[]> {
  let isMuted = false;
  // readline echoes what the user types. For a secret, drop everything that readline writes.
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      if (!isMuted) stderr.write(chunk);
      done();
    },
  });
  // A single interface reads all answers. Another one would lose or show what was typed before its question.
  const readline = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  const showQuestion = ({ text, isSecret }: Question) => {
    isMuted = isSecret;
    if (isSecret) stderr.write(text);
    readline.setPrompt(isSecret ? '' : text);
    readline.prompt();
  };
  const stopReading = () => readline.close();
  signal.addEventListener('abort', stopReading, { once: true });
  try {
    return await readAnswers(readline, questions, { showQuestion, endSecret: () => stderr.write('\n') });
  } finally {
    signal.removeEventListener('abort', stopReading);
    readline.close();
  }
}

interface QuestionDisplay {
  readonly showQuestion: (question: Question) => void;
  /** Ends the line of a secret, because the Enter key of the user is not shown. */
  readonly endSecret: () => void;
}

/** Throws `CliError` if the user presses Ctrl-C, or Ctrl-D, which ends the input. */
function readAnswers(
  readline: Interface,
  questions: readonly Question[],
  { showQuestion, endSecret }: QuestionDisplay,
): Promise<string[]> {
  const remaining = [...questions];
  const answers: string[] = [];
  let current = remaining.shift();
  return new Promise((resolve, reject) => {
    readline.on('line', (line) => {
      if (current?.isSecret) endSecret();
      answers.push(line.trim());
      current = remaining.shift();
      if (current === undefined) resolve(answers);
      else showQuestion(current);
    });
    const fail = () => reject(new CliError('usage', 'The question was not answered. Run the command again.'));
    readline.once('SIGINT', fail).once('close', fail);
    if (current !== undefined) showQuestion(current);
  });
}
