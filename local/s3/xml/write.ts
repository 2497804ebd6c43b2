type XmlValue = string | number | boolean | undefined | XmlNode | readonly (XmlNode | string)[];
/** Elements by name, in their order: a list is an element for each entry, and what is undefined is left out. */
export interface XmlNode {
  readonly [name: string]: XmlValue;
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlDocument(root: string, content: XmlNode | string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner(content)}</${root}>`;
}

/** S3 counts in whole seconds, as its header fields do. */
export function timestamp(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString();
}

/** Errors are in no namespace. */
export function xmlError(content: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements(content)}</Error>`;
}

function elements(content: XmlNode): string {
  return Object.entries(content)
    .flatMap(([name, value]) => (Array.isArray(value) ? value.map((each) => [name, each]) : [[name, value]]))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${inner(value)}</${name}>`)
    .join('');
}

function inner(value: unknown): string {
  return typeof value === 'object' ? elements(value as XmlNode) : text(value);
}

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// A carriage return would be read as a newline, and what XML 1.0 has no way to write goes as S3 sends it: as a
// reference that strict parsers refuse. encoding-type=url is there for such keys.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
const special = /[&<>"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\ufffe\uffff]/g;

function text(value: unknown): string {
  return String(value).replace(
    special,
    (character) => named[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  );
}
