/** A problem that the person at the terminal can fix: `message` says what is wrong, `fix` says what to do. */
export class StartError extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.name = 'StartError';
    this.fix = fix;
  }
}
