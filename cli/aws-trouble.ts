import { Trouble } from './trouble.ts';

/** Where a request went, for the words about one that failed. */
export interface Whereabouts {
  /** Undefined where none is set. */
  region?: string | undefined;
  /** The darkroom of this machine. */
  local: boolean;
}

const expired = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  'UnauthorizedSSOTokenError',
]);
const unknown = new Set([
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
]);
const skewed = new Set(['RequestTimeTooSkewed', 'RequestInTheFuture']);

/** In words, with what to do; undefined for what is no matter of credentials, rights or the network. */
export function awsTrouble(error: unknown, { region, local }: Whereabouts): Trouble | undefined {
  const { name, message = '' } = Object(error) as { name?: string; message?: string };
  const trouble = (text: string, advice: string) => new Trouble(text, advice, undefined, error);
  if (name === undefined) return undefined;
  if (/^Region (?:is missing|not accepted)/.test(message)) {
    return trouble(
      'No AWS region is set, or none that can be.',
      'Set AWS_REGION, or a region in your profile: aws configure set region eu-central-1',
    );
  }
  if (expired.has(name) || /\b(?:token|session)\b.*\bexpired\b/i.test(message)) {
    return trouble('Your AWS credentials have expired.', 'Sign in again, for example: aws sso login');
  }
  if (name === 'CredentialsProviderError') {
    return trouble(
      `No AWS credentials were found${message.startsWith('Could not load') ? '' : ` (${oneSentence(message)})`}.`,
      'Choose a profile with AWS_PROFILE, or make one with aws configure. For the darkroom of npm start: --local',
    );
  }
  if (skewed.has(name) || /signature (?:not yet current|expired)/i.test(message)) {
    return trouble('AWS refuses the time of your signature.', 'Set the clock of this machine right.');
  }
  if (unknown.has(name)) {
    return trouble(
      `${local ? 'The darkroom of this machine' : 'AWS'} does not accept these credentials.`,
      local
        ? 'Start it again, so that its data folder has its key: npm start'
        : 'See whose they are: aws sts get-caller-identity. Choose others with AWS_PROFILE.',
    );
  }
  if (denied.has(name)) return deniedTrouble(message, trouble);
  if (name === 'IncompleteSignature' || name === 'AuthorizationHeaderMalformed') {
    return trouble(
      `Your signature is not taken: ${oneSentence(message)}.`,
      'Look at AWS_REGION, and at AWS_ENDPOINT_URL if it is set.',
    );
  }
  if (/Deserialization error/.test(message)) {
    return trouble(
      'What answers is not AWS, but perhaps a proxy or the page to sign in to a network.',
      'Look at the network, and at AWS_ENDPOINT_URL and HTTPS_PROXY if they are set.',
    );
  }
  if (Object(error).code === 'ERR_INVALID_URL') {
    return trouble(
      'The address of AWS is none.',
      'Look at AWS_ENDPOINT_URL and at endpoint_url of your profile: they need http:// or https://.',
    );
  }
  return networkTrouble(error, { region, local }, trouble);
}

type Make = (text: string, advice: string) => Trouble;

/** AWS names the action and the resource, where it names anything. */
function deniedTrouble(message: string, trouble: Make): Trouble {
  const [, action] = /perform: ([\w-]+:\w+)/.exec(message) ?? [];
  const [, resource] = /on resource: (\S+)/.exec(message) ?? [];
  if (action === undefined) {
    return trouble(
      `AWS refuses: ${oneSentence(message)}.`,
      'docs/cli.md lists the rights that each command needs.',
    );
  }
  return trouble(
    `Your credentials may not do ${action}${resource === undefined ? '' : ` on ${resource.replace(/[.,]$/, '')}`}.`,
    `Have ${action} granted; docs/cli.md lists the rights that each command needs.`,
  );
}

const unreached = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

function networkTrouble(error: unknown, { region, local }: Whereabouts, trouble: Make): Trouble | undefined {
  const { code, hostname, name, address, port } = innermost(error);
  const late = name === 'TimeoutError' || name === 'RequestTimeout';
  if (!late && !(code !== undefined && unreached.has(code))) return undefined;
  if (local) {
    return trouble(
      'The darkroom of this machine does not answer.',
      'Look at the terminal of npm start, or start it again.',
    );
  }
  const place = hostname ?? (address === undefined ? undefined : `${address}:${port}`);
  const where = place === undefined ? 'AWS' : place;
  return trouble(
    `${where} ${late ? 'does not answer' : `cannot be reached (${code})`}.`,
    code === 'ENOTFOUND' && region !== undefined
      ? `Is there a network? And is there a region ${region}? It comes from AWS_REGION or your profile.`
      : 'Is there a network? A proxy is used with HTTPS_PROXY and NODE_USE_ENV_PROXY=1.',
  );
}

interface SystemError {
  code?: string;
  hostname?: string;
  name?: string;
  address?: string;
  port?: number;
}

/** fetch wraps what happened, and several addresses of a name fail as one AggregateError. */
function innermost(error: unknown): SystemError {
  const { cause, errors, code } = Object(error) as { cause?: unknown; errors?: unknown[]; code?: unknown };
  if (Array.isArray(errors) && errors[0] !== undefined) return innermost(errors[0]);
  if (code === undefined && cause !== undefined) return innermost(cause);
  return Object(error) as SystemError;
}

/** What a server said, as it may stand in a line. */
function oneSentence(text: string): string {
  const [first = ''] = text.split('\n', 1);
  return first.replace(/[\s.]+$/, '');
}
