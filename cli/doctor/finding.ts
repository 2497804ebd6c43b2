/** What a look at one part of the stack found, as `--json` prints it. */
export interface Finding {
  check: string;
  /** unknown: it could not be looked at. */
  state: 'well' | 'bad' | 'unknown';
  says: string;
  todo?: string;
}

type Said = Omit<Finding, 'check'>;

export const fine = (says: string): Said => ({ state: 'well', says });
export const wrong = (says: string, todo: string): Said => ({ state: 'bad', says, todo });
export const unseen = (says: string, todo?: string): Said => ({
  state: 'unknown',
  says,
  ...(todo !== undefined && { todo }),
});

export interface Check {
  name: string;
  look(abortSignal: AbortSignal): Promise<Said | readonly Said[]>;
}
