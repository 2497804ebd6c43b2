import type { AlarmView } from '../console/api.ts';
import type { AlarmSpec } from '../deployment.ts';

/** Of an alarm that has not rung yet. Its description ends with where its paragraph in the runbook is. */
export function viewOf({ id, description }: AlarmSpec): AlarmView {
  const [, means = description, link] = /^(.*) What to do: (\S+)$/.exec(description) ?? [];
  return {
    id,
    title: titleOf(id),
    means,
    ...(link !== undefined && { runbook: addressOf(link, titleOf(id)) }),
    state: 'ok',
  };
}

/** ExecutionsFailed → Executions failed */
function titleOf(id: string): string {
  return id.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A path is the project's own file, which the page's server has as text: browsers go to the line of the heading. */
function addressOf(link: string, title: string): string {
  if (/^https?:/.test(link)) return link;
  return `/${link.replace(/#.*$/, '')}#:~:text=${encodeURIComponent(`### ${title}`)}`;
}
