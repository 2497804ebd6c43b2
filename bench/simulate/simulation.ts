import { exponential, type Random, randomFrom } from '../random.ts';
import { Agenda } from './agenda.ts';
import { Buffer } from './buffer.ts';
import { Environments, type Throttle } from './environments.ts';
import { Ledger } from './ledger.ts';
import type { Bound, Outcome, Scenario } from './scenario.ts';
import { Throttles } from './throttles.ts';
import type { Refusal, Step } from './workflow.ts';

// A discrete-event simulation: each entry of the agenda is a photo and what happens to it next. docs/capacity.md has the
// assumptions, and from where they are.

const kinds = ['queue', 'poll', 'start', 'enter', 'invoke', 'secondTry', 'finish', 'leave'] as const;
type Kind = (typeof kinds)[number];
const codes = Object.fromEntries(kinds.map((kind, code) => [kind, code])) as Record<Kind, number>;

/** EventBridge tries for so long; what is throttled waits its turn in the order in which it came. */
const daySeconds = 86_400;
/** Publishing a notice; what passes between a function's answer and the next state is in there. */
const publishSeconds = 0.04;
/** The SDK's own second try against a busy S3 comes after so long. */
const secondTrySeconds = 0.1;
/** An event source that Lambda throttles asks again after so long. */
const pollAgainSeconds = 1;
class Simulation {
  private readonly scenario: Scenario;
  private readonly events: number;
  private readonly random: Random;
  private readonly agenda = new Agenda();
  private readonly ledger: Ledger;
  private readonly environments: Environments;
  private readonly buffer: Buffer;
  private readonly throttles: Throttles;
  private readonly came: Float64Array;
  private readonly begun: Float64Array;
  private readonly steps: Uint8Array;
  private readonly tries: Uint8Array;
  private readonly receives: Uint8Array;
  private wakeAt = Number.POSITIVE_INFINITY;
  private now = 0;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.events = scenario.photos;
    this.random = randomFrom(scenario.seed);
    this.ledger = new Ledger(this.events, scenario.overSeconds);
    const { quotas } = scenario;
    this.environments = new Environments(quotas);
    this.buffer = new Buffer(scenario);
    this.throttles = new Throttles(scenario);
    this.came = new Float64Array(this.events);
    this.begun = new Float64Array(this.events);
    this.steps = new Uint8Array(this.events);
    this.tries = new Uint8Array(this.events);
    this.receives = new Uint8Array(this.events);
  }

  run(): Outcome {
    const { untilSeconds } = this.scenario;
    const gap = this.scenario.overSeconds / this.events;
    let photo = 0;
    let nextArrival = this.scenario.arrivals === 'even' ? 0 : exponential(this.random, gap);
    for (;;) {
      const isArrival = photo < this.events && nextArrival <= this.agenda.next;
      const time = isArrival ? nextArrival : this.agenda.next;
      if (time === Number.POSITIVE_INFINITY || time > untilSeconds) break;
      this.now = time;
      this.ledger.tick(time);
      if (isArrival) {
        this.arrive(photo++);
        nextArrival =
          this.scenario.arrivals === 'even' ? photo * gap : nextArrival + exponential(this.random, gap);
      } else {
        const entry = this.agenda.take();
        this.happen(entry % kinds.length, Math.floor(entry / kinds.length));
      }
    }
    return this.ledger.outcome(this.environments, this.now);
  }

  private happen(code: number, photo: number): void {
    if (code === codes.queue) this.queue(photo);
    else if (code === codes.poll) this.poll();
    else if (code === codes.start) this.start(photo);
    else if (code === codes.enter) this.enter(photo);
    else if (code === codes.invoke) this.invoke(photo);
    else if (code === codes.secondTry) this.secondTry(photo);
    else if (code === codes.finish) this.finish(photo);
    else if (code === codes.leave) this.leave(photo);
  }

  private later(kind: Kind, photo: number, seconds: number): void {
    this.agenda.add(this.now + seconds, photo * kinds.length + codes[kind]);
  }

  private arrive(photo: number): void {
    this.came[photo] = this.now;
    this.ledger.arrive(this.now);
    const wait = this.held('eventBridge', this.throttles.deliveries.reserve(this.now));
    if (this.scenario.mode === 'buffered') {
      this.later('queue', photo, wait);
      return;
    }
    // EventBridge starts the execution; throttled, it tries again for a day.
    const started = this.throttles.starts.reserve(this.now, 1, daySeconds);
    if (started === Number.POSITIVE_INFINITY) {
      this.ledger.end('undelivered', this.now, this.now);
      return;
    }
    if (started > wait) this.held('starts', started - wait);
    this.later('enter', photo, Math.max(wait, started));
    this.begin(photo);
  }

  private begin(photo: number): void {
    this.begun[photo] = -1;
    this.steps[photo] = this.scenario.workflow.first.index;
    this.tries[photo] = 0;
  }

  private queue(photo: number): void {
    this.buffer.add(photo, this.now);
    this.poll();
  }

  /** The event source takes as many photos as it may. */
  private poll(): void {
    if (this.wakeAt <= this.now) this.wakeAt = Number.POSITIVE_INFINITY;
    while (!this.buffer.isEmpty) {
      const { free, scaling } = this.buffer.room(this.now);
      if (!free) {
        if (scaling) this.wake(60 / this.scenario.quotas.pollersPerMinute);
        return;
      }
      const expired = this.buffer.expired(this.now);
      if (expired !== undefined) {
        this.ledger.end('undelivered', this.now, this.came[expired] as number);
        continue;
      }
      const begun = this.environments.begin('start-execution', this.now);
      if (begun !== 'warm' && begun !== 'cold') {
        this.held(begun, pollAgainSeconds);
        this.wake(pollAgainSeconds);
        return;
      }
      const { photo, waited } = this.buffer.take(this.now);
      this.held(scaling ? 'pollers' : 'buffer', waited, this.now - waited);
      const loading = begun === 'cold' ? this.loadSeconds('start-execution') : 0;
      this.later('start', photo, loading + this.seconds('start-execution'));
    }
  }

  private wake(seconds: number): void {
    if (this.now + seconds >= this.wakeAt) return;
    this.wakeAt = this.now + seconds;
    this.later('poll', 0, seconds);
  }

  private start(photo: number): void {
    this.begin(photo);
    this.receives[photo] = (this.receives[photo] as number) + 1;
    this.later('enter', photo, this.held('starts', this.throttles.starts.reserve(this.now)));
  }

  /** Enters the state whose turn it is; a standard execution pays for that with a transition. */
  private enter(photo: number): void {
    if ((this.begun[photo] as number) < 0) this.begun[photo] = this.now;
    const wait =
      this.throttles.transitions === undefined
        ? 0
        : this.held('transitions', this.throttles.transitions.reserve(this.now));
    if (wait > 0) this.later('invoke', photo, wait);
    else this.invoke(photo);
  }

  /** Works in the state that was entered. */
  private invoke(photo: number): void {
    const { workflow } = this.scenario;
    if (this.now - (this.begun[photo] as number) > workflow.timeoutSeconds) {
      this.over(photo, 'failed');
      return;
    }
    const step = this.stepOf(photo);
    if (step.kind === 'end') this.over(photo, 'done');
    else if (step.kind === 'fail') this.over(photo, 'failed');
    else if (step.kind === 'choice') this.leave(photo);
    else if (step.kind === 'function') this.call(photo, step);
    else
      this.later(
        'leave',
        photo,
        this.held('publishes', this.throttles.publishes.reserve(this.now)) + publishSeconds,
      );
  }

  private call(photo: number, step: Step): void {
    const begun = this.environments.begin(step.folder, this.now);
    if (begun !== 'warm' && begun !== 'cold') {
      this.refuse(photo, step, 'Lambda.TooManyRequestsException', begun);
      return;
    }
    const loading = begun === 'cold' ? this.loadSeconds(step.folder) : 0;
    const isBusy = step.folder === 'resize' && this.throttles.busyS3(this.now) !== undefined;
    if (isBusy) this.later('secondTry', photo, loading + secondTrySeconds);
    else this.later('finish', photo, loading + this.seconds(step.folder));
  }

  /** The SDK's own, against an S3 that was busy. */
  private secondTry(photo: number): void {
    const step = this.stepOf(photo);
    const busy = this.throttles.busyS3(this.now);
    if (busy === undefined) {
      this.later('finish', photo, this.seconds(step.folder));
      return;
    }
    this.environments.end(step.folder);
    this.refuse(photo, step, 'StorageUnavailableError', busy);
  }

  /** Tried again as the definition says, until that is used up. */
  private refuse(photo: number, step: Step, refusal: Refusal, bound: Bound | Throttle): void {
    const tried = this.tries[photo] as number;
    const most = step.retries[refusal][tried];
    if (most !== undefined) {
      this.tries[photo] = tried + 1;
      // A retry is a transition, too.
      this.later('enter', photo, this.held(bound, step.jitter[refusal] ? this.random() * most : most));
      return;
    }
    this.ledger.hold(bound, this.now, 0);
    const next = step.caught[refusal];
    if (next === undefined) this.over(photo, 'failed');
    else this.moveTo(photo, next);
  }

  private finish(photo: number): void {
    this.environments.end(this.stepOf(photo).folder);
    this.leave(photo);
  }

  private leave(photo: number): void {
    // To the machine, the last to try is the consumer of dead letters: no execution of the queue is the last one.
    const next = this.stepOf(photo).next(this.scenario.mode === 'buffered');
    if (next === undefined) this.over(photo, 'done');
    else this.moveTo(photo, next);
  }

  private moveTo(photo: number, next: Step): void {
    this.steps[photo] = next.index;
    this.tries[photo] = 0;
    this.enter(photo);
  }

  /** An execution ended, or was timed out. */
  private over(photo: number, how: 'done' | 'failed'): void {
    const came = this.came[photo] as number;
    if (this.scenario.mode !== 'buffered') {
      this.ledger.end(how, this.now, came);
      return;
    }
    this.environments.end('start-execution');
    this.buffer.release();
    if (how === 'done' || !this.comesAgain(photo)) this.ledger.end(how, this.now, came);
    else {
      // As functions/start-execution/handler.ts asks the queue for it.
      const most = Math.min(300, 10 * 3 ** ((this.receives[photo] as number) - 1));
      this.later('queue', photo, Math.ceil(this.random() * most));
    }
    this.poll();
  }

  private comesAgain(photo: number): boolean {
    return (this.receives[photo] as number) < this.scenario.maxReceives;
  }

  private held(bound: Bound | Throttle, seconds: number, since = this.now): number {
    if (seconds > 0) this.ledger.hold(bound, since, seconds);
    return seconds;
  }

  private seconds(folder: string): number {
    const { seconds } = this.functionOf(folder);
    return this.scenario.service === 'constant' ? seconds : exponential(this.random, seconds);
  }

  private loadSeconds(folder: string): number {
    return this.functionOf(folder).loadSeconds;
  }

  private functionOf(folder: string) {
    const found = this.scenario.functions[folder];
    if (found === undefined) throw new Error(`Nobody said how long ${folder} takes.`);
    return found;
  }

  private stepOf(photo: number): Step {
    return this.scenario.workflow.steps[this.steps[photo] as number] as Step;
  }
}

/** Lets the photos of a scenario come, and says what became of them. The same for the same seed. */
export function simulate(scenario: Scenario): Outcome {
  return new Simulation(scenario).run();
}
