import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpExchange } from '../http/exchange.ts';
import { ProtocolError, xml } from './error.ts';
import { parametersOf } from './query.ts';

export interface DescribedStack {
  name: string;
  outputs: Readonly<Record<string, string>>;
}

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/** DescribeStacks: by its outputs a client finds the rest of what runs here, as it does on AWS. */
export function stacks(stack: DescribedStack, { region, account }: { region: string; account: string }) {
  const arn = `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/local`;
  const since = new Date().toISOString();
  return async (exchange: HttpExchange): Promise<HttpAnswer> => {
    const parameters = parametersOf(exchange, { service: 'CloudFormation', action: 'DescribeStacks' });
    const wanted = parameters.get('StackName');
    if (wanted !== null && wanted !== stack.name && wanted !== arn) {
      throw new ProtocolError('unknown-stack', 400, `Stack with id ${wanted} does not exist`);
    }
    const id = randomUUID();
    const outputs = Object.entries(stack.outputs).map(
      ([name, value]) =>
        `<member><OutputKey>${xml(name)}</OutputKey><OutputValue>${xml(value)}</OutputValue></member>`,
    );
    const described = `<member><StackName>${xml(stack.name)}</StackName><StackId>${arn}</StackId><CreationTime>${since}</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs.join('')}</Outputs></member>`;
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id },
      body: `<DescribeStacksResponse xmlns="${namespace}"><DescribeStacksResult><Stacks>${described}</Stacks></DescribeStacksResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></DescribeStacksResponse>`,
    };
  };
}
