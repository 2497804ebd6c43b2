import { synthesize } from '../../local/template/index.ts';
import { UsageError } from '../../local/typed-flags.ts';
import { type Basis, type Bill, billFor } from './bill.ts';
import { type CostFlags, type Mode, modes } from './flags.ts';
import { readMeasurements } from './measurements.ts';
import { paddedPhoto } from './padded-photo.ts';
import { factsOf } from './template-facts.ts';
import { tryOut } from './trial.ts';

type Asked = Pick<CostFlags, 'context' | 'renditions'>;

/** The template of this delivery mode, with so many renditions. */
export function synthesized(mode: Mode, { context, renditions }: Asked) {
  const wanted = renditions === undefined ? {} : { renditions: JSON.stringify(sizes(renditions)) };
  return synthesize({
    context: { ...meantFor(mode, context), ...wanted, 'delivery.mode': mode },
    ...{ pageOrigins: [], bundle: false },
  });
}

/** What is said of the buffer would be refused where there is none. */
function meantFor(mode: Mode, context: Asked['context']): Asked['context'] {
  const given = Object.entries(context);
  return Object.fromEntries(given.filter(([path]) => mode === 'buffered' || !path.startsWith('delivery.')));
}

/** The sizes of a photo site, from a thumbnail to a screen. */
function sizes(count: number) {
  const widths = [200, 640, 1280, 320, 960, 1920, 400, 800, 1600, 2560];
  return Array.from({ length: count }, (_, index) => ({
    name: `size-${index + 1}`,
    width: widths[index] ?? 100 + index,
  }));
}

/** What the bill of a mode is made of: one photo goes the whole way, through the real functions. */
async function basisFor(mode: Mode, flags: Asked & Pick<CostFlags, 'megabytes' | 'ms'>): Promise<Basis> {
  const made = synthesized(mode, flags);
  const { maxBytes } = made.settings.uploads;
  const bytes = Math.round(flags.megabytes * 1e6);
  if (bytes > maxBytes) {
    throw new UsageError(
      `--mb ${flags.megabytes} is more than uploads.maxBytes takes, ${maxBytes} bytes: such a photo is rejected.`,
    );
  }
  const trials = await tryOut(made, await paddedPhoto(bytes));
  const trial = trials.at(-1);
  if (trial === undefined) throw new Error('There was no trial.');
  return { facts: factsOf(made), trial, measured: readMeasurements(), givenMs: flags.ms };
}

export async function bills(flags: CostFlags): Promise<Record<Mode, Bill>> {
  const all = await Promise.all(
    modes.map(async (mode) => [mode, billFor(await basisFor(mode, flags), flags)]),
  );
  return Object.fromEntries(all) as Record<Mode, Bill>;
}
