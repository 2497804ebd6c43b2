import type { Darkroom } from './darkroom.ts';

/** What `npm start` prints when all is up: where to look, and what to try. */
export function greeting({ endpoints, deployment, about, data, faults }: Darkroom): string {
  const open = deployment.functionUrls.some(({ auth }) => auth === 'NONE');
  const mode =
    about.maxConcurrency === undefined ? about.mode : `${about.mode}, ${about.maxConcurrency} at once`;
  const untold = deployment.toldElsewhere;
  const notFromHere =
    untold.length === 0
      ? ''
      : `\n  Notices are sent to nobody from here, so not to ${untold.join(', ')}: the page's inbox has all\n`;
  const goingWrong =
    faults === undefined
      ? ''
      : `\n  Faults ${faults} on purpose; faults.jsonl, with the data, has each that happened`;
  return `
darkroom is running (${mode}).

  Page   ${endpoints.page}
  AWS    ${endpoints.aws}   S3, SQS, SNS and Step Functions
  Links  ${endpoints.links}   the Function URL${open ? ', open to whoever asks' : ''}
  Data   ${data}${goingWrong}
${notFromHere}
To try by hand. The key pair is made for this folder, and is good for nothing else:

${about.commands.map(({ what, line }) => `  # ${what}\n  ${line}`).join('\n\n')}

Ctrl-C ends it; what is there stays there.`;
}
