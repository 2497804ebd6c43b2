import { exponential, type Random, randomFrom } from '../random.ts';
import { Agenda } from './agenda.ts';
import { Environments, type Throttle } from './environments.ts';
import { Ledger } from './ledger.ts';
import type { Bound, Scenario } from './scenario.ts';
import { Throttles } from './throttles.ts';

/** What happens to a photo next. */
export const happenings = [
  'queue',
  'poll',
  'start',
  'enter',
  'invoke',
  'secondTry',
  'finish',
  'leave',
] as const;
export type Happening = (typeof happenings)[number];

const codes = Object.fromEntries(happenings.map((each, code) => [each, code])) as Record<Happening, number>;

/** What delivery and executions share: the time, the agenda, the quotas of the account, and what is written down. */
export class World {
  readonly scenario: Scenario;
  readonly random: Random;
  readonly agenda = new Agenda();
  readonly ledger: Ledger;
  readonly environments: Environments;
  readonly throttles: Throttles;
  now = 0;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.random = randomFrom(scenario.seed);
    this.ledger = new Ledger(scenario.photos, scenario.overSeconds);
    this.environments = new Environments(scenario.quotas);
    this.throttles = new Throttles(scenario);
  }

  later(happening: Happening, photo: number, seconds: number): void {
    this.agenda.add(this.now + seconds, photo * happenings.length + codes[happening]);
  }

  /** Writes down what a photo is held up by, and hands on for how long. */
  held(bound: Bound | Throttle, seconds: number, since = this.now): number {
    if (seconds > 0) this.ledger.hold(bound, since, seconds);
    return seconds;
  }

  /** Of a warm invocation. */
  seconds(folder: string): number {
    const { seconds } = this.functionOf(folder);
    return this.scenario.service === 'constant' ? seconds : exponential(this.random, seconds);
  }

  loadSeconds(folder: string): number {
    return this.functionOf(folder).loadSeconds;
  }

  private functionOf(folder: string) {
    const found = this.scenario.functions[folder];
    if (found === undefined) throw new Error(`Nobody said how long ${folder} takes.`);
    return found;
  }
}
