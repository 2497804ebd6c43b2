import {
  readDeployment,
  type Synthesized,
  synthesize,
  type Template,
} from '../../../local/template/index.ts';

export const addresses = {
  region: 'us-east-1',
  account: '000000000000',
  awsOrigin: 'http://127.0.0.1:4101',
  linksOrigin: 'http://127.0.0.1:4102',
};

const page = 'http://127.0.0.1:4100';

/** What the stack is on this machine with such settings; `change` does something to its template first. */
export function deploymentOf(
  context: Record<string, string> = {},
  change: (template: Template) => void = () => {},
) {
  const own = synthesized(context);
  const changed = structuredClone(own.template);
  change(changed);
  return readDeployment({ ...own, template: changed }, addresses);
}

const made = new Map<string, Synthesized>();

function synthesized(context: Record<string, string>): Synthesized {
  const key = JSON.stringify(context);
  const known = made.get(key) ?? synthesize({ context, pageOrigins: [page], bundle: false });
  made.set(key, known);
  return known;
}

/** Does something to the properties of the one resource whose path begins so. */
export function changing(
  path: string,
  change: (properties: Record<string, unknown>) => void,
): (template: Template) => void {
  return (template) => {
    const found = Object.values(template.Resources ?? {}).find(({ Metadata }) =>
      String(Metadata?.['aws:cdk:path']).startsWith(path),
    );
    if (found?.Properties === undefined) throw new Error(`Nothing in the template is at ${path}`);
    change(found.Properties);
  };
}
