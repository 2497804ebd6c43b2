import { Stack } from 'aws-cdk-lib';
import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { functionsOf, type Watched } from './watched.ts';

interface Question {
  id: string;
  title: string;
  logGroups: ILogGroup[];
  query: QueryString;
}

/** What an operator asks the logs, saved beside those of the account under the name of the stack. */
export function saveQueries(scope: Construct, watched: Watched): void {
  for (const { id, title, logGroups, query } of questionsFor(watched)) {
    new QueryDefinition(scope, id, {
      queryDefinitionName: `${Stack.of(scope).stackName}/${title}`, // has to be given; a slash makes a folder
      queryString: query,
      logGroups,
    });
  }
}

function questionsFor(watched: Watched): Question[] {
  const { machine, deletions } = watched;
  const machines = [machine, ...(deletions ? [deletions] : [])];
  const all = Object.values(functionsOf(watched)).map(({ logGroup }) => logGroup);
  const resize = [machine.resizePhoto.logGroup];
  return [
    {
      id: 'Errors',
      title: 'Errors of the functions',
      logGroups: all,
      query: new QueryString({
        fields: ['@timestamp', 'message', 'error.name', 'error.message', 'key', 'execution', '@log'],
        filterStatements: ['level = "ERROR"'],
        sort: '@timestamp desc',
        limit: 100,
      }),
    },
    {
      id: 'OnePhoto',
      title: 'All about one photo (put in its key)',
      logGroups: all,
      query: new QueryString({
        fields: ['@timestamp', 'message', 'reason', 'detail', 'error.name', 'execution', '@log'],
        filterStatements: ['key = "…"'],
        sort: '@timestamp asc',
        limit: 1000,
      }),
    },
    {
      id: 'FailedExecutions',
      title: 'Failed executions',
      logGroups: machines.map(({ stateMachine }) => stateMachine.logGroup),
      query: new QueryString({
        fields: ['@timestamp', 'type', 'details.error', 'details.cause', 'execution_arn'],
        filterStatements: ['type in ["ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"]'],
        sort: '@timestamp desc',
        limit: 100,
      }),
    },
    {
      id: 'Rejections',
      title: 'Rejected photos by reason',
      logGroups: [machine.recordOutcome.logGroup],
      query: new QueryString({
        filterStatements: ['message = "Photo rejected"'],
        statsStatements: ['count(*) as photos by reason'],
        sort: 'photos desc',
      }),
    },
    {
      id: 'SlowestPhotos',
      title: 'Slowest photos',
      logGroups: resize,
      query: new QueryString({
        fields: ['@timestamp', 'milliseconds', 'format', 'width', 'height', 'bytesIn', 'key', 'execution'],
        filterStatements: ['message = "Photo done"'],
        sort: 'milliseconds desc',
        limit: 50,
      }),
    },
  ];
}
