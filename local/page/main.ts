import type { Change, Photo, PhotoStatus, Snapshot } from '../console/api.ts';
import { hashOf, placeIn } from './address.ts';
import { alarmList } from './alarms/index.ts';
import { byHand } from './by-hand/index.ts';
import { countsStrip } from './counts/index.ts';
import { h } from './element.ts';
import { executionPanel } from './execution/index.ts';
import { legible } from './format.ts';
import { header } from './header.ts';
import { inbox } from './inbox/index.ts';
import { listenLive } from './live.ts';
import { announcer, problems } from './messages.ts';
import { askPhoto, photos } from './photos/index.ts';
import { statuses } from './photos/status.ts';
import { sheetOver } from './sheet.ts';
import { Store } from './store.ts';
import { trouble } from './trouble/index.ts';
import { upload } from './upload/index.ts';
import { welcome } from './welcome/index.ts';

const { element: problemBox, show: showProblem, tell: tellProblem } = problems();
const { element: liveRegion, announce } = announcer();
const store = new Store(() => scheduleDraw());
const top = header();
const counts = countsStrip();
const alarms = alarmList(announce);
const drop = upload(tellProblem);
const troubleBox = trouble(showProblem, announce);
const sheet = photos(store, showProblem, () => scheduleDraw());
const letters = inbox(store, showProblem);
const lines = byHand();
const panel = executionPanel(closePanel, showProblem);

const greeting = welcome();
const bench = h('div', { class: 'bench' }, drop.element, troubleBox.element);
const views = {
  photos: h('div', { class: 'view' }, alarms.element, bench, greeting, counts.element, sheet.element),
  inbox: h('div', { class: 'view' }, letters.element),
  'by-hand': h('div', { class: 'view' }, lines.element),
};
const loading = h('p', { class: 'loading', role: 'status' }, 'Waiting for the server…');
const main = h('main', { id: 'main', class: 'main', tabindex: -1 }, loading, ...Object.values(views));
const stage = h('div', { class: 'stage' }, main, panel.element);
const skip = h('a', { class: 'skip', href: '#main' }, 'Skip to the photos');
skip.addEventListener('click', (event) => {
  event.preventDefault(); // the address is the view's
  main.focus();
});
document.body.replaceChildren(skip, top.element, stage, problemBox, liveRegion);

const covering = sheetOver(panel.element, [skip, top.element, main], closePanel);
let place = placeIn(location.hash);
let lookedFor: string | undefined;
let missing: string | undefined;
let drawing = false;

/** Everything that has come since the last frame is drawn in the next one. */
function scheduleDraw() {
  if (drawing) return;
  drawing = true;
  // A hidden tab has no frames; it is drawn all the same, so that it is right when looked at.
  if (document.visibilityState === 'hidden') setTimeout(draw, 250);
  else requestAnimationFrame(draw);
}

function draw() {
  drawing = false;
  const touched = store.takeTouched();
  const { about } = store;
  top.drawView(place.view);
  for (const [name, view] of Object.entries(views)) view.hidden = !about || name !== place.view;
  loading.hidden = about !== undefined;
  document.title = titleOf();
  if (!about) return;
  if (touched.about) {
    top.drawAbout(about);
    lines.draw(about);
  }
  if (store.counts) counts.draw(store.counts);
  troubleBox.draw(store.failNext);
  alarms.draw(store.alarms);
  greeting.hidden = store.photosInAll > 0;
  counts.element.hidden = store.photosInAll === 0;
  bench.classList.toggle('is-first', store.photosInAll === 0);
  sheet.draw(place);
  if (touched.notices) letters.draw();
  drawPanel(touched.executions);
}

function drawPanel(executions: ReadonlySet<string>) {
  const { photo: id } = place;
  const { about } = store;
  stage.classList.toggle('has-panel', id !== undefined);
  if (id === undefined || !about) {
    panel.hide();
    covering.close();
    return;
  }
  const photo = store.photo(id);
  if (!photo && lookedFor !== id) lookFor(id);
  panel.show(photo ?? (missing === id ? null : undefined), about);
  covering.open();
  if (photo?.execution !== undefined && executions.has(photo.execution)) panel.refresh();
}

/** A photo that is older than the pages that are loaded. */
function lookFor(id: string) {
  lookedFor = id;
  missing = undefined;
  askPhoto(id)
    .then((photo) => {
      if (photo) store.takePhotos([photo]);
      else missing = id;
      scheduleDraw();
    })
    .catch(showProblem);
}

function closePanel() {
  const { photo: _closed, ...others } = place;
  location.hash = hashOf(others);
}

const titleOf = () => {
  const photo = place.photo === undefined ? undefined : store.photo(place.photo);
  const what = photo
    ? legible(photo.name)
    : { photos: '', inbox: 'Inbox', 'by-hand': 'Try it by hand' }[place.view];
  return what ? `${what} – darkroom` : 'darkroom';
};

const told: readonly PhotoStatus[] = ['done', 'rejected', 'failed', 'superseded', 'deleted'];

function tellOf(photosNow: readonly Photo[]) {
  for (const { id, name, status } of photosNow)
    if (told.includes(status) && store.photo(id)?.status !== status)
      announce(`${legible(name)}: ${statuses[status].word.toLowerCase()}.`);
}

window.addEventListener('hashchange', () => {
  const before = place;
  const wasInPanel = panel.element.contains(document.activeElement);
  place = placeIn(location.hash);
  lookedFor = undefined;
  if (before.view !== place.view) window.scrollTo(0, 0);
  draw();
  // Whoever closes the panel goes on where it was opened.
  if (wasInPanel && before.photo !== undefined && place.photo === undefined) sheet.focus(before.photo);
});

window.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && place.photo !== undefined) closePanel();
});

listenLive('/api/live', {
  onSnapshot(snapshot: Snapshot) {
    store.takeSnapshot(snapshot);
    lookedFor = undefined;
    letters.restart();
    sheet.restart(snapshot.photos);
  },
  onChange(change: Change) {
    tellOf(change.photos ?? []);
    store.takeChange(change);
  },
  onConnection: top.drawConnection,
});
draw();
