import { Command, InvalidArgumentError, Option } from 'commander';
import { stackName } from '../infra/outputs.ts';
import { usualFolder } from '../local/connection.ts';
import { awsTrouble } from './aws-trouble.ts';
import type { BackfillOptions } from './backfill/index.ts';
import type { DoctorOptions } from './doctor/index.ts';
import { findPlace, type Place, type PlaceOptions } from './place.ts';
import type { RedriveOptions } from './redrive/index.ts';
import { momentOf } from './redrive/moment.ts';
import type { StatusOptions } from './status.ts';
import { columns } from './terminal.ts';
import type { UploadOptions } from './upload/index.ts';
import type { WatchOptions } from './watch/index.ts';

/** The command line; `run` says with which exit code to end. */
export function program(signal: AbortSignal) {
  let exitCode = 0;
  const darkroom = new Command('darkroom')
    .description(
      'Works with a darkroom: one that is deployed on AWS, or the one that npm start runs on this machine.',
    )
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => columns(process.stdout),
      getErrHelpWidth: () => columns(process.stderr),
    })
    .configureHelp({ showGlobalOptions: true })
    .addOption(
      new Option('--stack <name>', `the stack on AWS (${stackName}, unless a darkroom runs here)`).argParser(
        given,
      ),
    )
    .addOption(new Option('--local', `the darkroom of this machine, with its data in ${usualFolder}`))
    .addOption(
      new Option('--data <folder>', 'the darkroom of this machine with its data there').argParser(given),
    )
    .helpCommand(false)
    .showHelpAfterError('See npx darkroom --help, or with a command: npx darkroom upload --help');

  /** Everything that a command does happens at a place. */
  const at =
    <Options>(work: (place: Place, names: readonly string[], options: Options) => Promise<number>) =>
    async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1) as Command;
      const place = await findPlace(darkroom.opts<PlaceOptions>());
      try {
        exitCode = await work(place, command.args, command.opts<Options & object>());
      } catch (error) {
        throw awsTrouble(error, place.whereabouts) ?? error;
      }
    };

  darkroom
    .command('upload')
    .description('Sends photos by upload links, and waits for their thumbnails.')
    .argument('<file...>', 'photos: JPEG, PNG, WebP, GIF or AVIF')
    .showHelpAfterError(
      'See npx darkroom upload --help. A file whose name begins with a dash is ./-name, or stands after --.',
    )
    .option('--json', 'one JSON object for each file, on a line of its own')
    .option('--parallel <n>', 'how many files are sent at the same time', wholeNumber(1, 64), 4)
    .option('--folder <name>', 'the folder of a rule, whose thumbnails they get')
    .option('--no-wait', 'do not wait for the thumbnails')
    .option('--timeout <seconds>', 'how long to wait for each', wholeNumber(1, 86_400), 600)
    .addHelpText(
      'after',
      examples(
        ...['upload cat.jpg', 'upload --parallel 8 holidays/*.jpg', 'upload --folder avatars me.jpg'],
        'upload --json *.png | jq -r .key',
      ),
    )
    .action(
      at<UploadOptions>(async (place, files, options) => {
        const { upload } = await import('./upload/index.ts');
        return upload(place, files, options, signal);
      }),
    );

  darkroom
    .command('status')
    .description('Says how far photos are, with links to their thumbnails.')
    .argument('<key...>', 'keys as upload prints them')
    .option('--json', 'one JSON object for each key, on a line of its own')
    .option('--wait', 'until it is decided')
    .option('--timeout <seconds>', 'how long to wait for each', wholeNumber(1, 86_400), 600)
    .addHelpText(
      'after',
      examples('status uploads/0b5e…/cat.jpg', 'status --wait --json uploads/0b5e…/cat.jpg'),
    )
    .action(
      at<StatusOptions>(async (place, keys, options) => {
        const { status } = await import('./status.ts');
        return status(place, keys, options, signal);
      }),
    );

  darkroom
    .command('watch')
    .description(
      'Shows executions as they go, of photos and of deletions: those that run, and those that begin, until Ctrl-C.',
    )
    .option('--json', 'one JSON object for each thing that happens, on a line of its own')
    .option('--interval <seconds>', 'how often to look', wholeNumber(1, 3600), 2)
    .addHelpText('after', examples('watch', 'watch --json | jq -r "select(.status == \\"FAILED\\").key"'))
    .action(
      at<WatchOptions>(async (place, _none, options) => {
        const { watch } = await import('./watch/index.ts');
        return watch(place, options, signal);
      }),
    );

  darkroom
    .command('redrive')
    .description(
      'Runs again what failed for good: executions, and messages of the parked and dead-letter queues. Says what it would do, and does it with --yes.',
    )
    .option('--since <time>', 'what failed since then: 90m, 12h, 7d, or 2026-11-21T08:00Z', moment)
    .option(
      '--error <names...>',
      'what failed by one of these errors, such as Lambda.Unknown; leaves queues alone',
    )
    .option('--fresh', 'begin anew with the same input where a redrive could go on, too')
    .option('--yes', 'do it')
    .option(
      '--json',
      'one JSON object for each execution and queue, and a summary, each on a line of its own',
    )
    .addHelpText(
      'after',
      examples('redrive', 'redrive --since 12h --yes', 'redrive --error States.Timeout Lambda.Unknown --yes'),
    )
    .action(
      at<RedriveOptions>(async (place, _none, options) => {
        const { redrive } = await import('./redrive/index.ts');
        return redrive(place, options, signal);
      }),
    );

  darkroom
    .command('backfill')
    .description(
      'Makes what is missing of photos that were there before, or whose renditions are of other settings. Says how many there are and what it costs, and asks.',
    )
    .option('--prefix <prefix>', 'only the objects whose keys begin so')
    .option('--dry-run', 'say what there is to make, and do nothing')
    .option('--yes', 'do not ask')
    .option('--concurrency <n>', 'how many photos are worked on at the same time', wholeNumber(1, 1000), 10)
    .option('--tolerate <percent>', 'how many of the photos may fail before it stops', wholeNumber(0, 100), 5)
    .option('--rejected', 'also the photos that were rejected, once the limits are others')
    .option(
      '--inventory <manifest>',
      's3://…/manifest.json of an S3 Inventory, in place of listing the bucket',
    )
    .option('--json', 'the plan, what happens and a summary, one JSON object on each line')
    .addHelpText(
      'after',
      examples('backfill --dry-run', 'backfill --prefix uploads/2024/', 'backfill --yes --concurrency 50'),
    )
    .action(
      at<BackfillOptions>(async (place, _none, options) => {
        const { backfill } = await import('./backfill/index.ts');
        return backfill(place, options, signal);
      }),
    );

  darkroom
    .command('doctor')
    .description(
      'Looks whether all is well: the stack, the buckets, who is told, what lies about, and a test photo.',
    )
    .option('--no-photo', 'send no test photo, whose notice every subscriber gets')
    .option('--json', 'one JSON object for each finding, on a line of its own')
    .addHelpText('after', examples('doctor', 'doctor --no-photo --stack Darkroom'))
    .action(
      at<DoctorOptions>(async (place, _none, options) => {
        const { doctor } = await import('./doctor/index.ts');
        return doctor(place, options, signal);
      }),
    );

  return {
    async run(argv: readonly string[]): Promise<number> {
      await darkroom.parseAsync([...argv]);
      return exitCode;
    },
  };
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It may be a whole number from ${least} to ${most}.`);
  };
}

/** A variable of a script that was never set must not choose another darkroom. */
function given(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is empty.');
}

function moment(text: string): Date {
  const date = momentOf(text, new Date());
  if (date !== undefined) return date;
  throw new InvalidArgumentError(
    'It may be 90m, 12h, 7d or a time that has been, such as 2026-11-21T08:00Z.',
  );
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  npx darkroom ${line}`).join('\n')}`;
}
