/** What the functions need of a logger: lambda.ts hands in the real one, tests a list of lines. */
export interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}
