/**
 * Makes every resize of one execution crash, the next that begins one, so that retries, the failure branch and a
 * redrive can be watched. Switched off again when that execution has ended.
 */
export class FailNext {
  private armed = false;
  private victim: string | undefined;
  private readonly listeners: ((on: boolean) => void)[] = [];

  get on(): boolean {
    return this.armed;
  }

  arm(on: boolean): void {
    this.armed = on;
    this.victim = undefined;
    for (const listener of this.listeners) listener(on);
  }

  onChange(listener: (on: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** Asked before a function gets its event. */
  strikes(folder: string, payload: unknown): boolean {
    if (!this.armed || folder !== 'resize') return false;
    const execution = (payload as { execution?: { id?: string } } | null)?.execution?.id;
    this.victim ??= execution;
    return execution !== undefined && execution === this.victim;
  }

  ended(execution: string): void {
    if (this.armed && this.victim === execution) this.arm(false);
  }
}
