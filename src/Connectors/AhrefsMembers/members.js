// Reads the list of people. Every row is read in one piece, by column header; a row without an address is no person.
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

// The cell's text without the mark that tells one's own row apart, and never cut short where the whole is known.
function cellText(cell, row) {
  let text = '';
  for (const node of cell.childNodes) {
    const part = node.textContent;
    if (node.nodeType === 1 && cell.childNodes.length > 1 && words.self.includes(clean(part))) row.self = true;
    else text += part;
  }
  text = text.trim();
  if (!/(…|\.\.\.)$/u.test(text)) return text;
  return (cell.getAttribute('title') ?? cell.querySelector('[title]')?.getAttribute('title') ?? text).trim();
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

const isPlaceholder = element =>
  element.getAttribute('aria-busy') === 'true' || (element.childElementCount <= 1 && words.loading.includes(clean(element.textContent)));

function rowsOf(list, columns) {
  const elements = list.tagName === 'TABLE' ? [...list.tBodies].flatMap(b => [...b.rows]) : [...list.querySelectorAll('[role=row]')];
  const rows = [];
  let placeholders = 0;
  for (const element of elements) {
    if (element.lastElementChild?.matches('[role=columnheader],th[scope=col]')) continue;
    if (isPlaceholder(element)) placeholders++;
    else rows.push(rowOf(element, columns));
  }
  return { rows, placeholders };
}

function listMode(list) {
  if (list.getAttribute('aria-rowcount') && list.getAttribute('role') === 'grid') return 'virtual';
  if (sees('members.pagination')) return 'paged';
  return sees('members.showMore') ? 'loadMore' : 'full';
}

const totalOf = list => Number(list.getAttribute('aria-rowcount') ?? 0) - 1;

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
    mode, ...body, lists: 1, columns: Object.keys(columns), range: rangeOf(),
    total: totalOf(list),
    more: mode === 'loadMore' || Boolean(next && !next.disabled && next.getAttribute('aria-disabled') !== 'true' && (next.tagName !== 'A' || next.hasAttribute('href'))),
  };
  return 'ready';
}
