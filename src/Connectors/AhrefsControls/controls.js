// How the controls of one person are reached: all begins in the person's own row or card, and what lies elsewhere (a menu, a panel, a
// toolbar) has to be proven to be about that person and nobody else.
// Expects: { page, key, way, opener, inRow, inPanel, inBulk } - the list, the address as it is compared, and the landmarks of one step.
const firstOf = step => ({ menu: 'row.actions', row: step.inRow, panel: 'row.open', bulk: 'row.select' });

function isIn(el, outer) {
  for (let at = el; at; at = above(at)) if (at === outer) return true;
  return false;
}

// A control that names somebody names this person. Whatever a map says of where it lies, it lies in the row.
const inRow = (control, row, key) =>
  findAll(map.landmarks[control], row).filter(hit => isIn(hit.el, row) && (!hit.value.includes('@') || keyOf(hit.value) === key));

// What lies in the one element of a landmark; nothing where there is none of it, or several.
function inThe(holder, control) {
  const [only, ...others] = find(holder);
  return only && !others.length ? find(control).filter(hit => isIn(hit.el, only.el)) : [];
}

const personAround = el => el.closest('tr,[role=row],li,[role=listitem]');

// Exactly one row's menu is open, and it is this row's.
function isMenuOf(row) {
  const expanded = everywhere('[aria-expanded=true]').filter(el => {
    const around = personAround(el);
    return around && findAll(map.landmarks['row.actions'], around).some(hit => hit.el === el);
  });
  const menus = everywhere(selectors.menu).filter(shown);
  if (menus.length > 1) return false;
  return expanded.length ? expanded.length === 1 && row.contains(expanded[0]) : menus.length === 1 && row.contains(menus[0]);
}

// A link may act by where it leads to: only one that leads nowhere else is an entry, and only of this row's own menu.
function mayBeEntry(el, row) {
  const link = el.closest('a[href],[role=link]');
  return !link || ((link.getAttribute('href') ?? '#').startsWith('#') && isMenuOf(row));
}

// What a row's open menu offers: an entry of a menu, told by its role or by lying within the menu, or a plain button in the row or in what the row's own button says it opens.
function offeredIn(row, { key, opener }) {
  const candidates = map.landmarks[opener] ?? [];
  const entries = findAll(candidates.filter(candidate => anywhere.includes(candidate.role) || candidate.within)).filter(hit => mayBeEntry(hit.el, row));
  if (entries.length) return entries;
  const opened = inRow('row.actions', row, key).map(({ el }) => el.getAttribute('aria-expanded') === 'true' && byId(el, el.getAttribute('aria-controls') ?? ''));
  const hits = [row, ...opened].filter(Boolean).flatMap(scope => findAll(candidates.filter(candidate => candidate.role === 'button' && !candidate.within), scope));
  return hits.filter((hit, i) => hits.findIndex(other => other.el === hit.el) === i);
}

// What is no entry of a menu may act by itself, as any button may.
const isMenuEntry = el => el.matches('[role^=menuitem]') || Boolean(el.closest(selectors.menu));

const offeredBy = step => rowsOfAddress(step.page, step.key).flatMap(row => offeredIn(row, step));

const panelTargets = () => inThe('panel', 'panel.target').map(hit => hit.value);

const isPanelOf = key => panelTargets().length === 1 && keyOf(panelTargets()[0]) === key;

// Whose boxes are ticked in the list, by address, and how many are that are nobody's: such a one may be for all of them.
function ticksIn(page) {
  const list = listOf(page)[0]?.el;
  if (!list) return { ticked: [], strays: 0 };
  const read = readerOf(list, columnsOf(list, map.columns[page]));
  const people = new Set(peopleIn(list));
  const boxes = [...list.querySelectorAll(selectors.checkbox)].filter(box => (box.checked ?? box.getAttribute('aria-checked') === 'true') && shown(box));
  const around = boxes.map(box => [...people].find(el => el.contains(box)));
  return { ticked: around.filter(Boolean).map(el => keyOf(read(el).email)), strays: around.filter(el => !el).length };
}

const countsTold = () => inThe('bulk.toolbar', 'bulk.count').map(hit => hit.value);

// A box for all of them may follow the one that is ticked: what the page counts tells that it is one.
const isAloneTicked = ({ page, key }) => ticksIn(page).ticked.join('\n') === key && countsTold().join('\n') === '1';

// A button that tells how many it is about has to tell that it is one.
const tellsOne = hit => !/\d/.test(hit.value) || hit.value === '1';

// The last control of a step, or how many there are; -1 where it is not proven whose it is.
function lastOf(row, step) {
  const { way, key } = step;
  if (way === 'row') return oneOf(inRow(step.inRow, row, key));
  if (way === 'panel') return isPanelOf(key) ? oneOf(inThe('panel', step.inPanel)) : -1;
  if (way === 'bulk') return isAloneTicked(step) && inThe('bulk.toolbar', step.inBulk).every(tellsOne) ? oneOf(inThe('bulk.toolbar', step.inBulk)) : -1;
  // Where a dialog follows, that names the person.
  return step.asks || isMenuOf(row) ? oneOf(offeredIn(row, step)) : -1;
}

const oneOf = hits => (hits.length === 1 ? hits[0].el : hits.length);

// By which way the person's controls are reached, and how far it has been gone.
function standing(step) {
  const rows = rowsOfAddress(step.page, step.key);
  const seen = { rows: rows.length, way: null, menu: false, expanded: null, targets: panelTargets(), ticked: [], strays: 0, counts: countsTold(), options: [], plain: false };
  if (rows.length !== 1) return seen;
  const [row] = rows;
  seen.way = Object.entries(firstOf(step)).find(([, control]) => inRow(control, row, step.key).length)?.[0] ?? null;
  if (seen.way === 'menu') Object.assign(seen, { menu: isMenuOf(row), expanded: inRow('row.actions', row, step.key)[0].el.getAttribute('aria-expanded') });
  if (seen.way === 'menu') seen.plain = offeredIn(row, step).some(hit => !isMenuEntry(hit.el));
  if (seen.way === 'row') seen.options = inRow(step.inRow, row, step.key).flatMap(({ el }) => optionsIn(el));
  if (seen.way === 'bulk') Object.assign(seen, ticksIn(step.page));
  return seen;
}
