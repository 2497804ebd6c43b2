/** Milliseconds of a timestamp such as 20261121T110000Z, when it is one. */
export function momentOf(timestamp: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp) ?? [];
  const moment = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** As x-amz-date has it. */
export function timestampOf(moment: number): string {
  return new Date(moment).toISOString().replace(/[-:]|\.\d+/g, '');
}
