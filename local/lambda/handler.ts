import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Failure } from './error.ts';

type Handler = (event: unknown, context: object) => unknown;

class RuntimeError extends Error {
  override name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export class UnhandledPromiseRejection extends Error {
  override readonly name = 'Runtime.UnhandledPromiseRejection';
  constructor(reason: unknown) {
    super(String(reason), { cause: reason });
    if (reason instanceof Error && reason.stack !== undefined) this.stack = reason.stack;
  }
}

/** The handler of a module; what is wrong with it is thrown under the name that Lambda has for it. */
export async function loadHandler(file: string): Promise<Handler> {
  if (!existsSync(file)) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  }
  const { handler } = await imported(file);
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${file}: handler is undefined or not exported`);
  }
  if (handler.length > 2) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'Node.js 24 on Lambda calls no handler that takes a callback: make it an async function of event and context.',
    );
  }
  return handler as Handler;
}

async function imported(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    }
    // Of CommonJS alone. A package that an ES module cannot find is a plain Error on Lambda, too.
    if ((error as NodeJS.ErrnoException)?.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

/** What was thrown, which can be anything, as Lambda reports it. */
export function failureOf(thrown: unknown): Failure {
  try {
    if (!(thrown instanceof Error)) {
      return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    }
    const { name, message, stack } = thrown;
    return { errorType: String(name), errorMessage: String(message), trace: stack ? stack.split('\n') : [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'What was thrown cannot be read.', trace: [] };
  }
}
