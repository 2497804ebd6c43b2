/** Documented in docs/cli.md: scripts rely on them. */
export const exitCodes = {
  well: 0,
  /** The command did its work, and something that it was about is not well. */
  failed: 1,
  usage: 2,
  /** Darkroom, AWS or the network could not be reached, or refused. */
  unreachable: 3,
  /** As a shell says it of a program that Ctrl-C ended, and of one whose reader went away. */
  interrupted: 130,
  unread: 141,
} as const;

/** What a user can mend: what is wrong, and what to do. */
export class Trouble extends Error {
  override readonly name: string = 'Trouble';
  readonly advice: string;
  readonly exitCode: number;

  constructor(message: string, advice: string, exitCode: number = exitCodes.unreachable, cause?: unknown) {
    super(message, { cause });
    this.advice = advice;
    this.exitCode = exitCode;
  }
}

export class UsageTrouble extends Trouble {
  override readonly name = 'UsageTrouble';
  constructor(message: string, advice: string) {
    super(message, advice, exitCodes.usage);
  }
}
