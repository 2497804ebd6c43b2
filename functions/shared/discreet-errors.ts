interface Secrets {
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

type Middleware = <Input extends object, Output extends object>(
  next: (args: Input) => Promise<Output>,
) => (args: Input) => Promise<Output>;

interface AwsClient {
  readonly config: { readonly credentials: () => Promise<Secrets> };
  readonly middlewareStack: {
    add(middleware: Middleware, place: { name: string; step: 'build'; priority: 'low' }): void;
  };
}

/**
 * A client whose errors may be logged. AWS explains a wrong signature by all that it was made of, session token and
 * all, and echoes a token that has expired; the SDK puts that on the error, and Lambda writes it into the log.
 */
export function withDiscreetErrors<Client>(client: Client & AwsClient): Client {
  const discreet: Middleware = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (error instanceof Error) hush(error, await client.config.credentials().catch(() => undefined));
      throw error;
    }
  };
  // Outside the retries, which read more of an error, and inside what tells X-Ray of it.
  client.middlewareStack.add(discreet, { name: 'discreetErrors', step: 'build', priority: 'low' });
  return client;
}

/** What the SDK, the system and we read of an error; everything else is what a server chose to say. */
const kept = new Set([
  ...['name', 'message', 'stack', 'cause', 'code', 'errno', 'syscall', 'hostname', 'address', 'port'],
  ...['$metadata', '$fault', '$retryable', '$service'],
]);

function hush(error: Error, secrets: Secrets | undefined): void {
  for (const name of Object.keys(error)) {
    if (!kept.has(name)) Reflect.deleteProperty(error, name);
  }
  const said = error.message;
  // The second line begins the explanation.
  let [message = ''] = said.split('\n', 1);
  for (const secret of [secrets?.sessionToken, secrets?.secretAccessKey]) {
    if (secret) message = message.replaceAll(secret, '…');
  }
  error.message = message;
  if (said !== message && error.stack !== undefined)
    error.stack = error.stack.replaceAll(said, () => message);
}
