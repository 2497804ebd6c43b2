const units = { m: 60, h: 3600, d: 86_400 } as const;

/** `90m`, `12h`, `7d`: so long ago. Or a time that says of itself where it holds; undefined for what is neither. */
export function momentOf(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return new Date(now.getTime() - Number(count) * units[unit as keyof typeof units] * 1000);
  }
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text))
    return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date > now ? undefined : date;
}
