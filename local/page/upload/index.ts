import AwsS3, { type AwsBody } from '@uppy/aws-s3';
import Uppy, { type Meta } from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import type { LinkRequest, UploadLink } from '../../console/api.ts';
import { AskError, ask } from '../ask.ts';
import { h } from '../element.ts';
import { legible } from '../format.ts';
import { mendMarkup } from './mend.ts';

/** What browsers do not name, by its ending. The server decides what it takes. */
const unknownType = 'application/octet-stream';

/** How long finished uploads stay in sight, in milliseconds. */
const lingering = 4_000;

/** Drops, pastes and picks of files become uploads at once, each through a link of its own. */
export function upload(tell: (problem: string) => void) {
  const target = h('div', { class: 'upload-target' });
  const element = h('section', { class: 'upload', 'aria-label': 'Upload' }, target);
  const keys = new Map<string, string>();
  const uppy = new Uppy<Meta, AwsBody>({
    autoProceed: true,
    allowMultipleUploadBatches: true,
    // The same photo may be sent as often as one likes: each time it gets a key of its own.
    onBeforeFileAdded: (file, files) =>
      Object.hasOwn(files, file.id) ? { ...file, id: `${file.id}-${crypto.randomUUID()}` } : true,
  });

  uppy.use(Dashboard, {
    inline: true,
    target,
    width: '100%',
    height: '100%',
    theme: 'auto',
    proudlyDisplayPoweredByUppy: false,
    singleFileFullScreen: false,
    disableInformer: true, // the page tells of problems, in full
    hidePauseResumeButton: true,
    doneButtonHandler: () => empty(uppy),
    locale: {
      strings: {
        dashboardTitle: 'Drop zone',
        dropPasteFiles: 'Drop photos anywhere, paste them, or %{browseFiles}',
        dropPasteBoth: 'Drop photos anywhere, paste them, or %{browseFiles}',
        browseFiles: 'choose files',
        dropHint: 'Let go to upload',
      },
    },
  });
  uppy.use(AwsS3, {
    shouldUseMultipart: false, // a link takes one PUT
    generateObjectKey: (file) => file.id, // tells signRequest which file it is asked about; darkroom makes the key
    signRequest: async ({ key: fileId }) => {
      const { name, type, size } = uppy.getFile(fileId);
      const wanted: LinkRequest = { fileName: name, contentType: type || unknownType, size: size ?? 0 };
      keys.delete(fileId);
      const link = await ask<UploadLink>('/api/links', wanted);
      keys.set(fileId, link.key);
      return { url: link.url, key: link.key, headers: { ...link.headers } };
    },
  });
  uppy.addPostProcessor((fileIds) => settleLostAnswers(uppy, fileIds, keys));

  uppy.on('restriction-failed', (_file, { message }) => tell(message));

  const drawState = () => element.classList.toggle('has-files', uppy.getFiles().length > 0);
  uppy.on('file-added', drawState);
  uppy.on('file-removed', drawState);
  uppy.on('cancel-all', drawState);
  uppy.on('complete', ({ failed = [] }) => {
    for (const { name, error } of failed) tell(`${legible(name)} was not uploaded. ${error ?? ''}`);
    window.setTimeout(() => clearWhenDone(uppy, element, drawState), lingering);
  });

  const dashboard = uppy.getPlugin<Dashboard<Meta, AwsBody>>('Dashboard');
  takeFilesAnywhere(element, (files) => dashboard?.addFiles(files));
  mendMarkup(target);
  return { element };
}

/**
 * An upload can arrive while its answer is lost. Uppy then sends it again, and the link, good for one upload only,
 * answers 412. Whether the photo is there is not for the page to guess.
 */
async function settleLostAnswers(
  uppy: Uppy<Meta, AwsBody>,
  fileIds: string[],
  keys: ReadonlyMap<string, string>,
) {
  for (const id of fileIds) {
    const key = keys.get(id);
    if (!uppy.getFile(id)?.error || key === undefined || !(await arrived(key))) continue;
    uppy.setFileState(id, { error: null });
    uppy.emit('upload-success', uppy.getFile(id), { status: 200, body: { key, location: '' } });
  }
  if (!uppy.getFiles().some(({ error }) => error)) uppy.setState({ error: null });
}

async function arrived(key: string): Promise<boolean> {
  try {
    await ask(`/api/links?key=${encodeURIComponent(key)}`);
    return true;
  } catch (problem) {
    if (problem instanceof AskError) return false; // 404, or nobody answers: Uppy offers to try again
    throw problem;
  }
}

/** Makes room for the next, but never under the hands of somebody who is in there. */
function clearWhenDone(uppy: Uppy<Meta, AwsBody>, element: HTMLElement, drawState: () => void) {
  const finished = uppy.getFiles().every(({ error, progress }) => !error && progress.uploadComplete);
  if (!finished || element.contains(document.activeElement)) return;
  empty(uppy);
  drawState();
}

/** Takes everything out. Uppy's maker of previews would stop for good at a file that is gone while it waits. */
function empty(uppy: Uppy<Meta, AwsBody>) {
  const previews = uppy.getPlugin('Dashboard:ThumbnailGenerator') as
    | { onAllFilesRemoved(): void }
    | undefined;
  previews?.onAllFilesRemoved();
  uppy.clear();
}

/** The whole page is a drop zone: a photo that misses the box would otherwise replace the page. */
function takeFilesAnywhere(element: HTMLElement, onFiles: (files: File[]) => void) {
  const outside = ({ target }: Event) => !(target instanceof Node && element.contains(target));
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
  let left: number | undefined;
  window.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add('is-dragging');
    clearTimeout(left); // dragleave comes for every element on the way
    left = window.setTimeout(() => document.body.classList.remove('is-dragging'), 200);
  });
  window.addEventListener('drop', (event) => {
    document.body.classList.remove('is-dragging');
    if (!hasFiles(event) || !outside(event)) return;
    event.preventDefault();
    onFiles([...(event.dataTransfer?.files ?? [])]);
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0 && outside(event)) onFiles(files);
  });
}
