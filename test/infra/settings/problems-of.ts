import { readSettings, SettingsError } from '../../../infra/settings.ts';

/** The lines in which a SettingsError says what is wrong; none when nothing is. */
export function problemsOf(context: Record<string, unknown>): string[] {
  try {
    readSettings(context);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const [, ...lines] = error.message.split('\n');
    return lines.slice(0, -1).map((line) => line.trim());
  }
}
