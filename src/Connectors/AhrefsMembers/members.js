// Reads the list of people. Every row is read in one piece, by column header, and every card by the landmarks within it; who has no
// address is no person.
const position = el => el.getAttribute('aria-colindex') ?? String([...el.parentElement.children].indexOf(el) + 1);

function columnsOf(list, wantedColumns) {
  const headers = [...list.querySelectorAll('[role=columnheader],thead th')];
  const found = {};
  for (const [column, names] of Object.entries(wantedColumns)) {
    const header = headers.filter(h => perLanguage(names)?.includes(nameOf(h)));
    if (header.length === 1) found[column] = position(header[0]);
  }
  return found;
}

const cellsOf = row => row.cells ?? row.querySelectorAll('[role=cell],[role=gridcell],[role=rowheader]');

// Of a choice, what is chosen; the other options are nobody's.
function textIn(node) {
  const choice = node.nodeType === 1 && (node.matches('select') ? node : node.querySelector('select'));
  return choice ? clean(choice.selectedOptions[0]?.textContent) : node.textContent;
}

const isCut = text => /(…|\.\.\.)$/u.test(text);

const wholeText = (el, text) => (isCut(text) ? (el.getAttribute('title') ?? el.querySelector('[title]')?.getAttribute('title') ?? text).trim() : text);

// The cell's text without the mark that tells one's own row apart, and never cut short where the whole is known.
function cellText(cell, row) {
  let text = '';
  for (const node of cell.childNodes) {
    const part = textIn(node);
    if (node.nodeType === 1 && cell.childNodes.length > 1 && words.self.includes(clean(part))) row.self = true;
    else text += part;
  }
  return wholeText(cell, text.trim());
}

function rowOf(element, columns) {
  const row = { self: false, index: Number(element.getAttribute('aria-rowindex') ?? 0) };
  let at = 0;
  const byPosition = {};
  for (const cell of cellsOf(element)) byPosition[cell.getAttribute('aria-colindex') ?? String(++at)] = cell;
  for (const [column, place] of Object.entries(columns)) {
    const cell = byPosition[place];
    if (!cell) continue;
    row[column] = cellText(cell, row);
    if (column === 'lastActive') row[column] = cell.querySelector('time')?.dateTime || row[column];
  }
  return row;
}

const isCards = list => list.matches('ul,ol,[role=list]');

// The rows or cards of a list, as they stand in it.
function peopleIn(list) {
  if (isCards(list)) return [...list.querySelectorAll('li,[role=listitem]')].filter(el => el.parentElement.closest('ul,ol,[role=list]') === list);
  const rows = list.tagName === 'TABLE' ? [...list.tBodies].flatMap(body => [...body.rows]) : [...list.querySelectorAll('[role=row]')];
  return rows.filter(el => !el.lastElementChild?.matches('[role=columnheader],th[scope=col]'));
}

const cardFields = ['email', 'role', 'status', 'twoFactor', 'lastActive'];

// A name is any text whatever: what holds it tells nothing else. A field that is found twice is not known.
function cardOf(element) {
  const card = { self: false, index: Number(element.getAttribute('aria-posinset') ?? -1) + 1 };
  const names = findAll(map.landmarks['card.name'], element);
  const besideTheName = hits => hits.filter(({ el }) => !names.some(name => el.contains(name.el) || name.el.contains(el)));
  if (names.length === 1) card.name = names[0].value;
  for (const field of cardFields) {
    const [hit, ...others] = besideTheName(findAll(map.landmarks[`card.${field}`], element));
    if (!hit) continue;
    card[field] = others.length ? null : field === 'lastActive' ? hit.el.querySelector('time')?.dateTime || hit.value : wholeText(hit.el, hit.value);
  }
  card.self = besideTheName(findAll([{ role: 'text', names: { '*': words.self } }], element)).length > 0;
  return card;
}

const readerOf = (list, columns) => (isCards(list) ? cardOf : element => rowOf(element, columns));

const isPlaceholder = element =>
  element.getAttribute('aria-busy') === 'true' || (element.childElementCount <= 1 && words.loading.includes(clean(element.textContent)));

function rowsOf(list, columns) {
  const read = readerOf(list, columns);
  const rows = [];
  let placeholders = 0;
  for (const element of peopleIn(list)) {
    if (isPlaceholder(element)) placeholders++;
    else rows.push(read(element));
  }
  // Something in a list of cards that says no address at all is a notice and nobody.
  return { rows: isCards(list) ? rows.filter(row => row.email !== undefined) : rows, placeholders };
}

// The columns of a table, or what every card tells.
const columnsTold = (list, columns, rows) => (isCards(list) ? ['name', ...cardFields].filter(field => rows.every(row => row[field] !== undefined)) : Object.keys(columns));

function listMode(list) {
  if (isVirtual(list)) return 'virtual';
  if (sees('members.pagination')) return 'paged';
  return sees('members.showMore') ? 'loadMore' : 'full';
}

// Cards that are numbered may come into being only when they are scrolled to, and be taken away again.
const sizeOf = list => Number(peopleIn(list).find(el => el.hasAttribute('aria-posinset'))?.getAttribute('aria-setsize') ?? 0);

const isVirtual = list => (isCards(list) ? sizeOf(list) > 0 : Boolean(list.getAttribute('aria-rowcount')) && list.getAttribute('role') === 'grid');

const totalOf = list => (isCards(list) ? sizeOf(list) : Number(list.getAttribute('aria-rowcount') ?? 0) - 1);

// The page's number of people in view, as "51–100 of 250".
function rangeOf() {
  return find('members.range')[0]?.el.textContent ?? null;
}

function changed(before, mode, list, rows) {
  if (mode === 'virtual') return totalOf(list) !== before.total;
  return before.range ? rangeOf() !== before.range : rows[0]?.email !== before.first || rows.length > before.count;
}

function members(seen) {
  const kind = request.page;
  const lists = find(kind === 'pending' ? 'pending.list' : 'members.list');
  const empty = !lists.length && sees(kind === 'pending' ? 'pending.empty' : 'members.empty');
  // A search that finds nobody leaves no list; the caller empties it and looks again.
  const filtered = Boolean(find('members.search')[0]?.el.value);
  if (!lists.length && !empty && !filtered) {
    seen.missing = `${kind === 'pending' ? 'pending' : 'members'}.list`;
    return 'busy';
  }
  seen.list = { mode: 'full', rows: [], placeholders: 0, lists: lists.length, range: null, columns: [] };
  if (lists.length !== 1) return 'ready';
  const list = lists[0].el;
  const columns = columnsOf(list, map.columns[kind]);
  const mode = listMode(list);
  const body = mode === 'virtual' ? { rows: [], placeholders: 0 } : rowsOf(list, columns);
  // After a turn of the page, the old rows may still stand there.
  const turned = !request.after || changed(request.after, mode, list, body.rows);
  if (body.placeholders || !turned) return 'busy';
  const next = find('members.next')[0]?.el;
  seen.list = {
    mode, ...body, lists: 1, columns: columnsTold(list, columns, body.rows), range: rangeOf(),
    total: totalOf(list),
    more: mode === 'loadMore' || Boolean(next && !next.disabled && next.getAttribute('aria-disabled') !== 'true' && (next.tagName !== 'A' || next.hasAttribute('href'))),
  };
  return 'ready';
}
