export interface Aggregate {
  sum: number;
  least: number;
  most: number;
}

/** One metric's values, gathered by minutes as CloudWatch does it. */
export class Minutes {
  private readonly minutes = new Map<number, Aggregate>();

  add(minute: number, value: number): void {
    const { sum, least, most } = this.minutes.get(minute) ?? { sum: 0, least: Infinity, most: -Infinity };
    this.minutes.set(minute, {
      sum: sum + value,
      least: Math.min(least, value),
      most: Math.max(most, value),
    });
  }

  /** Of so many minutes, the last of them being the one before `end`; undefined where there was nothing. */
  over(minutes: number, end: number): Aggregate | undefined {
    let all: Aggregate | undefined;
    for (let minute = end - minutes; minute < end; minute++) {
      const one = this.minutes.get(minute);
      if (one === undefined) continue;
      const { sum, least, most } = all ?? { sum: 0, least: Infinity, most: -Infinity };
      all = { sum: sum + one.sum, least: Math.min(least, one.least), most: Math.max(most, one.most) };
    }
    return all;
  }

  forgetBefore(minute: number): void {
    for (const each of this.minutes.keys()) if (each < minute) this.minutes.delete(each);
  }
}
