// StringMatches of this interpreter is a regular expression whose "*" stops at a line break, which that of
// Step Functions does not. So line breaks go through the interpreter as characters that nothing here uses.
const lineBreaks = '\n\r\u2028\u2029';
const standIns = '\ufdd0\ufdd1\ufdd2\ufdd3';

export function withStandIns(value: unknown): unknown {
  return mapTexts(value, lineBreaks, standIns);
}

export function withLineBreaks(value: unknown): unknown {
  return mapTexts(value, standIns, lineBreaks);
}

/** A copy, by way of JSON as on AWS: what one state got does not change when a later one is at work. */
function mapTexts(value: unknown, from: string, to: string): unknown {
  const pattern = new RegExp(`[${from}]`, 'g');
  return JSON.parse(JSON.stringify(value ?? null), (_name, each) =>
    typeof each === 'string' ? each.replace(pattern, (char) => to.charAt(from.indexOf(char))) : each,
  );
}
