// How the controls of one person are reached: all begins in the person's own row or card, and what lies elsewhere (a menu, a panel, a
// toolbar) has to be proven to be about that person and nobody else.
// Expects: { page, key, way, opener, inRow, inPanel, inBulk } - the list, the address as it is compared, and the landmarks of one step.
const firstOf = step => ({ menu: 'row.actions', row: step.inRow, panel: 'row.open', bulk: 'row.select' });

// A control that names somebody names this person.
const inRow = (control, row, key) => findAll(map.landmarks[control], row).filter(hit => !hit.value.includes('@') || keyOf(hit.value) === key);

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

// What a row's open menu offers: an entry of a menu, told by its role or by lying within the menu, or a plain button in the row or in what the row's own button says it opens.
function offeredIn(row, { key, opener }) {
  const candidates = map.landmarks[opener] ?? [];
  const entries = findAll(candidates.filter(candidate => anywhere.includes(candidate.role) || candidate.within));
  if (entries.length) return entries;
  const opened = inRow('row.actions', row, key).map(({ el }) => el.getAttribute('aria-expanded') === 'true' && byId(el, el.getAttribute('aria-controls') ?? ''));
  const hits = [row, ...opened].filter(Boolean).flatMap(scope => findAll(candidates.filter(candidate => candidate.role === 'button'), scope));
  return hits.filter((hit, i) => hits.findIndex(other => other.el === hit.el) === i);
}

const offeredBy = step => rowsOfAddress(step.page, step.key).flatMap(row => offeredIn(row, step));

const panelTargets = () => find('panel.target').map(hit => hit.value);

const isPanelOf = key => find('panel').length === 1 && panelTargets().length === 1 && keyOf(panelTargets()[0]) === key;

// Whose boxes are ticked in the list, by address; a ticked box that is nobody's counts as well.
function tickedIn(page) {
  const list = listOf(page)[0]?.el;
  if (!list) return [];
  const read = readerOf(list, columnsOf(list, map.columns[page]));
  const boxes = [...list.querySelectorAll(selectors.checkbox)].filter(box => (box.checked ?? box.getAttribute('aria-checked') === 'true') && shown(box));
  return boxes.map(box => keyOf(personAround(box) && read(personAround(box)).email));
}

const countsTold = () => find('bulk.count').map(hit => hit.value);

const isAloneTicked = ({ page, key }) => tickedIn(page).join('\n') === key && countsTold().join('\n') === '1';

// A button that tells how many it is about has to tell that it is one.
const tellsOne = hit => !/\d/.test(hit.value) || hit.value === '1';

// The last control of a step, or how many there are; -1 where it is not proven whose it is.
function lastOf(row, step) {
  const { way, key } = step;
  if (way === 'row') return oneOf(inRow(step.inRow, row, key));
  if (way === 'panel') return isPanelOf(key) ? oneOf(find(step.inPanel)) : -1;
  if (way === 'bulk') return isAloneTicked(step) && find(step.inBulk).every(tellsOne) ? oneOf(find(step.inBulk)) : -1;
  // Where a dialog follows, that names the person.
  return step.asks || isMenuOf(row) ? oneOf(offeredIn(row, step)) : -1;
}

const oneOf = hits => (hits.length === 1 ? hits[0].el : hits.length);

// By which way the person's controls are reached, and how far it has been gone.
function standing(step) {
  const rows = rowsOfAddress(step.page, step.key);
  const seen = { rows: rows.length, way: null, menu: false, targets: panelTargets(), ticked: [], counts: countsTold(), options: [] };
  if (rows.length !== 1) return seen;
  const [row] = rows;
  seen.way = Object.entries(firstOf(step)).find(([, control]) => inRow(control, row, step.key).length)?.[0] ?? null;
  if (seen.way === 'menu') seen.menu = isMenuOf(row);
  if (seen.way === 'row') seen.options = inRow(step.inRow, row, step.key).flatMap(({ el }) => optionsIn(el));
  if (seen.way === 'bulk') seen.ticked = tickedIn(step.page);
  return seen;
}
