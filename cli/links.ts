import type { PhotoAnswer, ProblemAnswer, UploadLink } from '../functions/presign/answers.ts';
import type { LinkRequest } from '../functions/presign/link-request.ts';
import { awsTrouble } from './aws-trouble.ts';
import { PassingError, passing, persistently, restOf } from './persistence.ts';
import type { Place } from './place.ts';
import { signedFetch } from './signed-fetch.ts';
import { Trouble } from './trouble.ts';

/** The upload links do not take this file, or this key. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export interface Links {
  ask(wanted: LinkRequest, signal: AbortSignal): Promise<UploadLink>;
  /** Undefined while there is no photo under the key. */
  status(key: string, signal: AbortSignal): Promise<PhotoAnswer | undefined>;
}

/** Milliseconds that one request may take. The function has 10 s. */
const patience = 15_000;

/** A client of the Function URL. */
export function uploadLinks(place: Place): Links {
  const address = place.output('UploadLinksUrl');
  const send = signedFetch(place);

  function request(method: string, query: string, signal: AbortSignal, body?: string): Promise<Response> {
    return persistently(signal, async () => {
      const soon = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      const url = new URL(`${address}${query}`);
      try {
        const response = await send(url, { method, signal: soon, ...(body !== undefined && { body }) });
        if (!passing(response.status)) return response;
        const { status, headers } = response;
        await response.body?.cancel();
        throw new PassingError(`The upload links answer ${status}.`, {
          restMs: restOf(headers.get('retry-after')),
        });
      } catch (error) {
        if (signal.aborted || error instanceof PassingError) throw error;
        if ((error as Error).name === 'CredentialsProviderError') throw error;
        throw new PassingError('The upload links do not answer.', { cause: error });
      }
    }).catch((error: unknown) => {
      throw troubleOf(error) ?? error;
    });
  }

  function troubleOf(error: unknown): Trouble | undefined {
    const { whereabouts } = place;
    if (!(error instanceof PassingError)) return awsTrouble(error, whereabouts);
    return (
      awsTrouble(error.cause, whereabouts) ??
      new Trouble(error.message, 'Try again in a moment; npx darkroom doctor looks for what is wrong.')
    );
  }

  async function refused(response: Response): Promise<never> {
    const { status } = response;
    const answer = (await response.json().catch(() => ({}))) as Partial<ProblemAnswer> & { Message?: string };
    if (answer.detail !== undefined) throw new RefusedError(status, answer.detail);
    if (status === 403) throw forbidden(answer.Message);
    throw new Trouble(
      `What answers at ${address} is not darkroom's upload links: status ${status}.`,
      'Look whether the stack is deployed whole: npx cdk diff',
    );
  }

  /** Lambda says no more than Forbidden to those who may not, and something else where the signature is wrong. */
  function forbidden(message = ''): Trouble {
    const known = /token|signature|expired/i.test(message)
      ? awsTrouble({ name: signatureError(message), message }, place.whereabouts)
      : undefined;
    return (
      known ??
      new Trouble(
        `Your credentials may not ask for upload links at ${address}.`,
        'Have lambda:InvokeFunctionUrl and lambda:InvokeFunction granted on the function; docs/deploy.md has the policy.',
      )
    );
  }

  return {
    async ask(wanted, signal) {
      const response = await request('POST', '', signal, JSON.stringify(wanted));
      return response.status === 201 ? ((await response.json()) as UploadLink) : refused(response);
    },
    async status(key, signal) {
      const response = await request('GET', `?key=${encodeURIComponent(key)}`, signal);
      if (response.status === 404) {
        await response.body?.cancel();
        return undefined;
      }
      return response.status === 200 ? ((await response.json()) as PhotoAnswer) : refused(response);
    },
  };
}

function signatureError(message: string): string {
  return /expired/i.test(message) ? 'ExpiredToken' : 'InvalidSignatureException';
}
