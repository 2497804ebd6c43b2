/** One kind of fault: what goes wrong where, upon which photos, and what may become of those. */
export interface Kind {
  /** The photos are in a folder of this name, which is how the fault knows them. */
  name: string;
  faults: readonly Fault[];
  /** Half pictures are what is rejected. */
  photos: 'whole' | 'half';
  ends: readonly string[];
}

interface Fault {
  at: string;
  do: string;
  ms?: number;
  times?: number | 'always';
  skip?: number;
  /** A text that is in what the point is about; `<kind>` stands for the kind's name. */
  match?: string;
  /** Where nothing tells which photo it is about: so many in all as there are photos. */
  ofNoPhoto?: true;
}

const upload = '-uploads/uploads/<kind>/';
const rendition = '-thumbnails/thumbnails/<kind>/';
const record = '-thumbnails/outcomes/uploads/<kind>/';

type Given = Omit<Partial<Kind>, 'faults'> & Omit<Fault, 'at' | 'do'> & { called?: string };

/** One kind for each thing that may happen at a point. */
function at(point: string, happens: readonly string[], given: Given = {}): Kind[] {
  const {
    called = point,
    photos = 'whole',
    ends = [photos === 'whole' ? 'done' : 'rejected'],
    ...fault
  } = given;
  return happens.map((each) => {
    const [what = '', ms] = each.split(' ');
    const slowness = ms === undefined ? {} : { ms: Number(ms) };
    return {
      name: `${called}-${what}`.replaceAll(' ', '-'),
      faults: [{ at: point, do: what, ...slowness, ...fault }],
      photos,
      ends,
    };
  });
}

/** Once a fault of the storage, of the compute, of the messages; each time tried again until it is done. */
const anywhere: readonly Kind[] = [
  ...at('s3.GetObject', ['500', '503', '429', 'slow 800', 'silent', 'cut', 'unanswered']),
  ...at('s3.PutObject', ['500', '503', '429', 'slow 800', 'silent', 'cut', 'unanswered', 'disk-full'], {
    called: 'rendition',
    match: rendition,
  }),
  ...at('s3.HeadObject', ['503', 'silent', 'unanswered'], { called: 'source-head', match: upload }),
  ...at('function.resize', ['crash', 'crash-after', 'hang', 'hang-after', 'out-of-memory', 'throttled']),
  ...at('s3.PutObject', ['503', 'unanswered'], { called: 'record', match: record, photos: 'half' }),
  ...at('function.record-outcome', ['crash', 'crash-after', 'hang-after', 'throttled'], { photos: 'half' }),
];

const uploading: readonly Kind[] = at(
  's3.PutObject',
  ['500', '503', '429', '403', 'slow 800', 'silent', 'cut', 'unanswered', 'disk-full'],
  { called: 'upload', match: upload },
);

const publishing = at('sns.Publish', ['500', '503', '429', '403', 'slow 800', 'silent', 'unanswered']);

/** Used up by the state that publishes; whoever tells of endings is next. */
const stateIsMute: Fault = { at: 'sns.Publish', do: '503', times: 4 };
const ending = ['crash', 'crash-after', 'hang', 'throttled'].map((happens): Kind => {
  const fault = { at: 'function.tell-ending', do: happens };
  return { name: `ending-${happens}`, faults: [stateIsMute, fault], photos: 'whole', ends: ['done'] };
});

const again = ['failed, then done'];

export const direct: readonly Kind[] = [
  { name: 'untroubled', faults: [], photos: 'whole', ends: ['done'] },
  ...uploading,
  ...anywhere,
  ...publishing,
  ...ending,
  ...at('events.Deliver', ['twice', 'late 2000']),
  ...at('states.StartExecution', ['500', '429', 'unanswered']),
  // What is not tried again, or not often enough, is told as failed before the last try.
  ...at('s3.GetObject', ['403'], { ends: again }),
  ...at('s3.PutObject', ['403'], { called: 'rendition', match: rendition, ends: again }),
  ...at('function.resize', ['crash'], { called: 'resize-twice', times: 2, ends: again }),
  ...at('function.resize', ['out-of-memory'], { called: 'resize-always', times: 'always', ends: ['failed'] }),
  ...at('function.record-outcome', ['throttled'], {
    called: 'no-functions',
    times: 'always',
    ends: ['failed'],
  }).map((kind) => ({ ...kind, faults: [...kind.faults, { at: 'function.resize', do: 'crash', times: 3 }] })),
  ...at('sns.Publish', ['503'], { called: 'no-notices', times: 'always', ends: ['in Untold'] }),
];

export const buffered: readonly Kind[] = [
  { name: 'untroubled', faults: [], photos: 'whole', ends: ['done'] },
  ...anywhere,
  ...publishing,
  ...at('events.Deliver', ['twice', 'late 2000']),
  ...at('sqs.SendMessage', ['500', '503', 'silent', 'unanswered']),
  ...at('sqs.ReceiveMessage', ['500', 'silent'], { ofNoPhoto: true }),
  ...at('sqs.DeleteMessage', ['500', 'silent', 'unanswered']),
  ...at('states.StartSyncExecution', ['500', '429', 'unanswered']),
  ...at('function.start-execution', ['crash', 'crash-after', 'throttled']),
  ...at('function.resize', ['crash'], {
    called: 'resize-always',
    times: 'always',
    ends: ['failed, in Parked'],
  }),
];

export const express: readonly Kind[] = [
  { name: 'untroubled', faults: [], photos: 'whole', ends: ['done'] },
  ...at('states.StartExecution', ['500', 'unanswered']),
  ...at('events.Deliver', ['twice', 'late 2000']),
  ...at('function.resize', ['crash', 'crash-after']),
  ...at('s3.PutObject', ['unanswered'], { called: 'rendition', match: rendition }),
];

/** The process is killed before each step, and after it. */
const steps: readonly [at: string, given?: Given][] = [
  ['s3.PutObject', { called: 'upload', match: upload }],
  ['events.Deliver'],
  ['state.Validate Key'],
  ['state.Resize Photo'],
  ['function.resize'],
  ['s3.GetObject'],
  ['s3.PutObject', { called: 'rendition', match: rendition }],
  ['state.Publish Result'],
  ['sns.Publish'],
  ['function.record-outcome', { photos: 'half' }],
  ['s3.PutObject', { called: 'record', match: record, photos: 'half' }],
  ['state.Publish Rejection', { photos: 'half' }],
  ['state.Photo Rejected', { photos: 'half' }],
];

const killed = (all: typeof steps) =>
  all.flatMap(([point, given]) => at(point, ['kill', 'kill-after'], given));

/** The end of every red execution is looked at by whoever tells of endings. */
const red: Fault = { at: 'function.resize', do: 'crash', times: 'always' };

export const killedDirect: readonly Kind[] = [
  ...killed([...steps, ['states.StartExecution']]),
  ...killed([['function.tell-ending', { ends: ['failed'] }]]).map((kind) => ({
    ...kind,
    faults: [red, ...kind.faults],
  })),
];

export const killedBuffered: readonly Kind[] = killed([
  ['sqs.SendMessage'],
  ['sqs.ReceiveMessage', { ofNoPhoto: true }],
  ['function.start-execution'],
  ['states.StartSyncExecution'],
  ['state.Resize Photo'],
  ['s3.PutObject', { called: 'rendition', match: rendition }],
  ['sns.Publish'],
  ['sqs.DeleteMessage'],
]);
