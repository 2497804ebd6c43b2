import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { type OutputName, stackName } from '../infra/outputs.ts';
import { announcedIn, type Connection, usualFolder } from '../local/connection.ts';
import { awsTrouble, type Whereabouts } from './aws-trouble.ts';
import { note } from './terminal.ts';
import { Trouble, UsageTrouble } from './trouble.ts';

/** What the options say of where to work. */
export interface PlaceOptions {
  stack?: string;
  local?: boolean;
  data?: string;
}

/** A darkroom that runs: on AWS, or on this machine. */
export interface Place {
  stack: string;
  region: string;
  local: boolean;
  /** Of the stack, in CloudFormation's words. */
  status: string;
  /** For every client of the SDK. */
  config: ClientConfig;
  credentials: CloudFormationClient['config']['credentials'];
  outputs: Readonly<Partial<Record<OutputName, string>>>;
  /** Of an output that every darkroom has. */
  output(name: OutputName): string;
  whereabouts: Whereabouts;
}

interface ClientConfig {
  region?: string;
  endpoint?: string;
  credentials?: Connection['credentials'];
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number };
}

/** Milliseconds. */
const patience = { connectionTimeout: 5_000, requestTimeout: 20_000 };
const settings = { maxAttempts: 5, requestHandler: patience };

/** Finds the darkroom that is meant, and reads its outputs. Throws a Trouble that says what to do. */
export async function findPlace(options: PlaceOptions): Promise<Place> {
  const { stack, local = false, data } = options;
  const wantsLocal = local || data !== undefined;
  if (wantsLocal && stack !== undefined) {
    throw new UsageTrouble(
      'A stack is on AWS, and --local and --data are about this machine.',
      'Give one of them.',
    );
  }
  if (wantsLocal) return placeHere(data ?? usualFolder);
  const found = stack === undefined ? await runningIn(usualFolder) : undefined;
  if (found === undefined) return placeOnAws(stack ?? stackName);
  note(`With the darkroom that runs here, in ${usualFolder}. For the one on AWS: --stack ${stackName}`);
  return found;
}

async function placeHere(folder: string): Promise<Place> {
  const start = folder === usualFolder ? 'npm start' : `npm start -- --data ${folder}`;
  const connection = announcedIn(folder);
  if (connection === undefined) {
    throw new Trouble(`No darkroom runs with its data in ${folder}.`, `Start it: ${start}`);
  }
  return placeAt(connection).catch((error: unknown) => {
    if (!(error instanceof Trouble)) throw error;
    throw new Trouble(
      `The darkroom with its data in ${folder} does not answer at ${connection.endpoint}.`,
      `Start it again: ${start}`,
      undefined,
      error,
    );
  });
}

/** Undefined also for one that was killed, and left its address. */
async function runningIn(folder: string): Promise<Place | undefined> {
  const connection = announcedIn(folder);
  return connection && placeAt(connection).catch(() => undefined);
}

function placeAt({ endpoint, region, credentials }: Connection): Promise<Place> {
  const config = { ...settings, endpoint, region, credentials };
  return read(stackName, config, true);
}

function placeOnAws(stack: string): Promise<Place> {
  return read(stack, settings, false);
}

async function read(stack: string, config: ClientConfig, local: boolean): Promise<Place> {
  const client = new CloudFormationClient({ ...config, ...(local && { maxAttempts: 1 }) });
  const region = await client.config.region().catch((error: unknown) => {
    throw awsTrouble(error, { local }) ?? error;
  });
  const whereabouts = { region, local };
  const found = await describe(client, stack, whereabouts);
  const outputs = Object.fromEntries(
    (found?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  requireDarkroom(found, outputs, stack, region);
  return {
    ...{ stack, region, local, config, outputs, whereabouts },
    status: found?.StackStatus ?? '',
    credentials: client.config.credentials,
    output(name) {
      const value: string | undefined = outputs[name];
      if (value !== undefined) return value;
      throw new Trouble(
        `The stack ${stack} does not say its ${name}: an older darkroom made it.`,
        'Deploy it again from this version: npx cdk deploy',
      );
    },
  };
}

async function describe(client: CloudFormationClient, stack: string, whereabouts: Whereabouts) {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks[0];
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && /does not exist/.test(message)) throw noStack(stack, whereabouts);
    if (name === 'ValidationError') {
      throw new UsageTrouble(
        `${JSON.stringify(stack)} is no name of a stack.`,
        `Give one such as --stack ${stackName}`,
      );
    }
    throw awsTrouble(error, whereabouts) ?? error;
  }
}

function noStack(stack: string, { region }: Whereabouts): Trouble {
  return new Trouble(
    `There is no stack ${stack} in the region ${region} of this account.`,
    'Deploy one (npx cdk deploy), name another (--stack NAME), or choose another region (AWS_REGION) or account (AWS_PROFILE). For the darkroom of npm start: --local',
  );
}

function requireDarkroom(
  found: Stack | undefined,
  outputs: Record<string, unknown>,
  stack: string,
  region: string,
): void {
  if (outputs.UploadLinksUrl !== undefined && outputs.StateMachineArn !== undefined) return;
  const { StackStatus: status = 'without a status' } = found ?? {};
  if (!/COMPLETE$/.test(status) || /^(?:DELETE|ROLLBACK)/.test(status)) {
    throw new Trouble(
      `The stack ${stack} in ${region} is ${status}: nothing of it can be used.`,
      'See what it says of that: npx cdk deploy, or the CloudFormation console.',
    );
  }
  throw new Trouble(
    `The stack ${stack} in ${region} is no darkroom: it has no output UploadLinksUrl.`,
    'Name the stack that is one: --stack NAME',
  );
}
