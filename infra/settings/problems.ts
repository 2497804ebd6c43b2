export interface Problem {
  /** The setting's path, into the list or the rendition where it is one of those. */
  path: string;
  value: unknown;
  /** Follows «path is value:» in the message. */
  remedy: string;
}

/** Takes a problem, and stands for the value that could not be read. */
export type Report = (problem: Problem) => undefined;

const longestShown = 80;

/** Names all that is wrong at once, so that one synth shows it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(
      [
        `darkroom cannot be deployed with ${problems.length === 1 ? 'this setting' : 'these settings'}:`,
        ...problems.map(({ path, value, remedy }) => `  ${readable(path)} is ${shown(value)}: ${remedy}`),
        'Settings come from "darkroom" in the context of cdk.json and from -c path=value. All are in docs/settings.md.',
      ].join('\n'),
    );
    this.problems = problems;
  }
}

/** A path may be any key of the context, line breaks included. */
function readable(path: string): string {
  return /^[\w.[\]-]{1,80}$/.test(path) ? path : shown(path);
}

function shown(value: unknown): string {
  const json = toJson(value);
  return json.length > longestShown ? `${json.slice(0, longestShown - 1)}…` : json;
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value; // a bigint, or something that contains itself: not out of a file, but out of code
  }
}
