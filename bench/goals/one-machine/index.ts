import { oneMachine } from '../../../test/support/one-machine.ts';
import { photosAtOnce } from '../../variants.ts';
import type { Goal } from '../goal.ts';
import { UploadClient } from './client.ts';
import { latency } from './latency.ts';
import { linksASecond, linksAtOnce } from './links.ts';
import { rounds, throughput } from './throughput.ts';

export const throughOneMachine: Goal = {
  name: 'one-machine',
  about: `${rounds * photosAtOnce} photos through the one-machine run: link, PUT, event, states, resize, notice`,
  rounds: rounds + 2,
  async measure(photo, onRound) {
    await using machine = await oneMachine();
    using client = new UploadClient(machine, linksAtOnce);
    const figures = await throughput(machine, client, photo, onRound);
    figures.push(...(await latency(machine, client)));
    onRound();
    figures.push(await linksASecond(client));
    onRound();
    return figures;
  },
};
