import { exponential } from '../random.ts';
import { Delivery } from './delivery.ts';
import { Executions } from './executions.ts';
import type { Outcome, Scenario } from './scenario.ts';
import { type Happening, happenings, World } from './world.ts';

// A discrete-event simulation: each entry of the agenda is a photo and what happens to it next. docs/capacity.md has the
// assumptions, and from where they are.

/** Lets the photos of a scenario come, and says what became of them. The same for the same seed. */
export function simulate(scenario: Scenario): Outcome {
  const world = new World(scenario);
  const executions: Executions = new Executions(world, (photo, how) => delivery.ended(photo, how));
  const delivery = new Delivery(world, executions);
  const happens: Record<Happening, (photo: number) => void> = {
    queue: (photo) => delivery.queue(photo),
    poll: () => delivery.poll(),
    start: (photo) => delivery.start(photo),
    enter: (photo) => executions.enter(photo),
    invoke: (photo) => executions.invoke(photo),
    secondTry: (photo) => executions.secondTry(photo),
    finish: (photo) => executions.finish(photo),
    leave: (photo) => executions.leave(photo),
  };
  const gap = scenario.overSeconds / scenario.photos;
  let photo = 0;
  let nextArrival = scenario.arrivals === 'even' ? 0 : exponential(world.random, gap);
  for (;;) {
    const isArrival = photo < scenario.photos && nextArrival <= world.agenda.next;
    const time = isArrival ? nextArrival : world.agenda.next;
    if (time === Number.POSITIVE_INFINITY || time > scenario.untilSeconds) break;
    world.now = time;
    world.ledger.tick(time);
    if (isArrival) {
      delivery.arrive(photo++);
      nextArrival = scenario.arrivals === 'even' ? photo * gap : nextArrival + exponential(world.random, gap);
    } else {
      const entry = world.agenda.take();
      happens[happenings[entry % happenings.length] as Happening](Math.floor(entry / happenings.length));
    }
  }
  return world.ledger.outcome(world.environments, world.now);
}
