import { S3Error } from '../errors.ts';

export interface XmlElement {
  name: string;
  children: readonly XmlElement[];
  text: string;
}

const deepest = 16;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
// What follows a name is looked at so that a name is tried at its whole length alone: a long one takes no longer.
const piece =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s<>/!?]+)(?=[\s/>])([^<>]*?)(\/?)>|([^<]+)/y;
const wrongReference = /&(?!#?\w{1,8};)/;

/** What a client sends: small, without a DOCTYPE. Anything that is not well-formed is a MalformedXML. */
export function readXml(source: string): XmlElement {
  const root = { name: '', children: [] as XmlElement[], text: '' };
  const open = [root];
  const xml = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  let at = 0;
  while (at < xml.length) {
    piece.lastIndex = at;
    const match = piece.exec(xml);
    const inside = open.at(-1);
    if (match === null || inside === undefined) throw new S3Error('MalformedXML');
    at = piece.lastIndex;
    const [, cdata, closing, name, , empty, text] = match;
    if (cdata !== undefined) inside.text += cdata;
    else if (text !== undefined) inside.text += decoded(text);
    else if (name !== undefined && closing) {
      if (open.length < 2 || inside.name !== localName(name)) throw new S3Error('MalformedXML');
      open.pop();
    } else if (name !== undefined) {
      const element = { name: localName(name), children: [], text: '' };
      inside.children.push(element);
      if (!empty) open.push(element);
      if (open.length > deepest) throw new S3Error('MalformedXML');
    }
  }
  const [only] = root.children;
  if (open.length > 1 || only === undefined || root.children.length > 1 || root.text.trim() !== '') {
    throw new S3Error('MalformedXML');
  }
  return only;
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the only child of that name. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const [first, ...more] = childrenNamed(element, name);
  if (more.length > 0) throw new S3Error('MalformedXML');
  return first?.text;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decoded(text: string): string {
  if (wrongReference.test(text)) throw new S3Error('MalformedXML');
  return text.replace(/&([^;]*);/g, (_, body: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(body) ?? [];
    const point = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal ?? Number.NaN);
    const character = Number.isNaN(point) ? entities[body] : characterOf(point);
    if (character === undefined) throw new S3Error('MalformedXML');
    return character;
  });
}

function characterOf(point: number): string | undefined {
  const whole = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return whole ? String.fromCodePoint(point) : undefined;
}
