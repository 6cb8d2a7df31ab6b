/** Something the person at the keyboard can put right: what is wrong, and in `fix` what to do about it. */
export class StartError extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.name = 'StartError';
    this.fix = fix;
  }
}
