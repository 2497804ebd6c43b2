import type { Throttle } from './environments.ts';
import type { Bound } from './scenario.ts';
import type { Refusal, Step } from './workflow.ts';
import type { World } from './world.ts';

/** Publishing a notice; what passes between a function's answer and the next state is in there. */
const publishSeconds = 0.04;
/** The SDK's own second try against a busy S3 comes after so long. */
const secondTrySeconds = 0.1;

export type HowEnded = 'done' | 'failed';

/** The way of each photo through the states of the definition. */
export class Executions {
  private readonly world: World;
  private readonly onEnd: (photo: number, how: HowEnded) => void;
  private readonly begun: Float64Array;
  private readonly steps: Uint8Array;
  private readonly tries: Uint8Array;

  constructor(world: World, onEnd: (photo: number, how: HowEnded) => void) {
    this.world = world;
    this.onEnd = onEnd;
    const { photos } = world.scenario;
    this.begun = new Float64Array(photos);
    this.steps = new Uint8Array(photos);
    this.tries = new Uint8Array(photos);
  }

  /** Before its first state is entered. */
  begin(photo: number): void {
    this.begun[photo] = -1;
    this.steps[photo] = this.world.scenario.workflow.first.index;
    this.tries[photo] = 0;
  }

  /** Enters the state whose turn it is; a standard execution pays for that with a transition. */
  enter(photo: number): void {
    const { throttles, now } = this.world;
    if ((this.begun[photo] as number) < 0) this.begun[photo] = now;
    const wait =
      throttles.transitions === undefined
        ? 0
        : this.world.held('transitions', throttles.transitions.reserve(now));
    if (wait > 0) this.world.later('invoke', photo, wait);
    else this.invoke(photo);
  }

  /** Works in the state that was entered. */
  invoke(photo: number): void {
    const { scenario, throttles, now } = this.world;
    if (now - (this.begun[photo] as number) > scenario.workflow.timeoutSeconds) {
      this.onEnd(photo, 'failed');
      return;
    }
    const step = this.stepOf(photo);
    if (step.kind === 'end') this.onEnd(photo, 'done');
    else if (step.kind === 'fail') this.onEnd(photo, 'failed');
    else if (step.kind === 'choice') this.leave(photo);
    else if (step.kind === 'function') this.call(photo, step);
    else {
      const wait = this.world.held('publishes', throttles.publishes.reserve(now));
      this.world.later('leave', photo, wait + publishSeconds);
    }
  }

  private call(photo: number, step: Step): void {
    const { environments, throttles, now } = this.world;
    const begun = environments.begin(step.folder, now);
    if (begun !== 'warm' && begun !== 'cold') {
      this.refuse(photo, step, 'Lambda.TooManyRequestsException', begun);
      return;
    }
    const loading = begun === 'cold' ? this.world.loadSeconds(step.folder) : 0;
    const isBusy = step.folder === 'resize' && throttles.busyS3(now) !== undefined;
    if (isBusy) this.world.later('secondTry', photo, loading + secondTrySeconds);
    else this.world.later('finish', photo, loading + this.world.seconds(step.folder));
  }

  /** The SDK's own, against an S3 that was busy. */
  secondTry(photo: number): void {
    const { environments, throttles, now } = this.world;
    const step = this.stepOf(photo);
    const busy = throttles.busyS3(now);
    if (busy === undefined) {
      this.world.later('finish', photo, this.world.seconds(step.folder));
      return;
    }
    environments.end(step.folder);
    this.refuse(photo, step, 'StorageUnavailableError', busy);
  }

  /** Tried again as the definition says, until that is used up. */
  private refuse(photo: number, step: Step, refusal: Refusal, bound: Bound | Throttle): void {
    const { ledger, random, now } = this.world;
    const tried = this.tries[photo] as number;
    const most = step.retries[refusal][tried];
    if (most !== undefined) {
      this.tries[photo] = tried + 1;
      // A retry is a transition, too.
      this.world.later('enter', photo, this.world.held(bound, step.jitter[refusal] ? random() * most : most));
      return;
    }
    ledger.hold(bound, now, 0);
    const next = step.caught[refusal];
    if (next === undefined) this.onEnd(photo, 'failed');
    else this.moveTo(photo, next);
  }

  /** A function has done its work. */
  finish(photo: number): void {
    this.world.environments.end(this.stepOf(photo).folder);
    this.leave(photo);
  }

  leave(photo: number): void {
    // To the machine, the last to try is the consumer of dead letters: no execution of the queue is the last one.
    const next = this.stepOf(photo).next(this.world.scenario.mode === 'buffered');
    if (next === undefined) this.onEnd(photo, 'done');
    else this.moveTo(photo, next);
  }

  private moveTo(photo: number, next: Step): void {
    this.steps[photo] = next.index;
    this.tries[photo] = 0;
    this.enter(photo);
  }

  private stepOf(photo: number): Step {
    return this.world.scenario.workflow.steps[this.steps[photo] as number] as Step;
  }
}
