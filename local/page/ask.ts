/** What went wrong, in words for whoever looks at the page. */
export class AskError extends Error {
  override readonly name = 'AskError';
  /** Absent when there was no answer at all. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** JSON from the page's own server. */
export async function ask<Answer>(path: string, post?: unknown): Promise<Answer> {
  const request: RequestInit =
    post === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(post) };
  const answer = await fetch(path, request).catch(() => {
    throw new AskError('The server does not answer.');
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok)
    throw new AskError(problemIn(body) ?? `The server answered ${answer.status}.`, answer.status);
  return body as Answer;
}

function problemIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { detail, title } = body as { detail?: unknown; title?: unknown };
  if (typeof detail === 'string') return detail;
  return typeof title === 'string' ? title : undefined;
}
