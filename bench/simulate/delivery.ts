import { Buffer } from './buffer.ts';
import type { Executions, HowEnded } from './executions.ts';
import type { World } from './world.ts';

/** EventBridge tries for so long; what is throttled waits its turn in the order in which it came. */
const daySeconds = 86_400;
/** An event source that Lambda throttles asks again after so long. */
const pollAgainSeconds = 1;

/** The way of a photo until its execution begins, and what becomes of its message afterwards. */
export class Delivery {
  private readonly world: World;
  private readonly executions: Executions;
  private readonly buffer: Buffer;
  private readonly came: Float64Array;
  private readonly receives: Uint8Array;
  private wakeAt = Number.POSITIVE_INFINITY;

  constructor(world: World, executions: Executions) {
    this.world = world;
    this.executions = executions;
    const { scenario } = world;
    this.buffer = new Buffer(scenario);
    this.came = new Float64Array(scenario.photos);
    this.receives = new Uint8Array(scenario.photos);
  }

  arrive(photo: number): void {
    const { scenario, ledger, throttles, now } = this.world;
    this.came[photo] = now;
    ledger.arrive(now);
    const wait = this.world.held('eventBridge', throttles.deliveries.reserve(now));
    if (scenario.mode === 'buffered') {
      this.world.later('queue', photo, wait);
      return;
    }
    // EventBridge starts the execution; throttled, it tries again for a day.
    const started = throttles.starts.reserve(now, 1, daySeconds);
    if (started === Number.POSITIVE_INFINITY) {
      ledger.end('undelivered', now, now);
      return;
    }
    if (started > wait) this.world.held('starts', started - wait);
    this.world.later('enter', photo, Math.max(wait, started));
    this.executions.begin(photo);
  }

  queue(photo: number): void {
    this.buffer.add(photo, this.world.now);
    this.poll();
  }

  /** The event source takes as many photos as it may. */
  poll(): void {
    const { scenario, ledger, environments, now } = this.world;
    if (this.wakeAt <= now) this.wakeAt = Number.POSITIVE_INFINITY;
    while (!this.buffer.isEmpty) {
      const { free, scaling } = this.buffer.room(now);
      if (!free) {
        if (scaling) this.wake(60 / scenario.quotas.pollersPerMinute);
        return;
      }
      const expired = this.buffer.expired(now);
      if (expired !== undefined) {
        ledger.end('undelivered', now, this.came[expired] as number);
        continue;
      }
      const begun = environments.begin('start-execution', now);
      if (begun !== 'warm' && begun !== 'cold') {
        this.world.held(begun, pollAgainSeconds);
        this.wake(pollAgainSeconds);
        return;
      }
      const { photo, waited } = this.buffer.take(now);
      this.world.held(scaling ? 'pollers' : 'buffer', waited, now - waited);
      const loading = begun === 'cold' ? this.world.loadSeconds('start-execution') : 0;
      this.world.later('start', photo, loading + this.world.seconds('start-execution'));
    }
  }

  private wake(seconds: number): void {
    const at = this.world.now + seconds;
    if (at >= this.wakeAt) return;
    this.wakeAt = at;
    this.world.later('poll', 0, seconds);
  }

  /** The starter has its photo. */
  start(photo: number): void {
    const { throttles, now } = this.world;
    this.executions.begin(photo);
    this.receives[photo] = (this.receives[photo] as number) + 1;
    this.world.later('enter', photo, this.world.held('starts', throttles.starts.reserve(now)));
  }

  /** Its execution has; the starter hears of it, and a message that failed comes again. */
  ended(photo: number, how: HowEnded): void {
    const { scenario, ledger, environments, random, now } = this.world;
    const came = this.came[photo] as number;
    if (scenario.mode !== 'buffered') {
      ledger.end(how, now, came);
      return;
    }
    environments.end('start-execution');
    this.buffer.release();
    const received = this.receives[photo] as number;
    if (how === 'done' || received >= scenario.maxReceives) ledger.end(how, now, came);
    else {
      // As functions/start-execution/handler.ts asks the queue for it.
      const most = Math.min(300, 10 * 3 ** (received - 1));
      this.world.later('queue', photo, Math.ceil(random() * most));
    }
    this.poll();
  }
}
