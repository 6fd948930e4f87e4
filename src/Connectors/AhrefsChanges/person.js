// Finds the rows of one person: by the address in the row or card alone, never by name or place.
// Expects `request.person`: { key, query, gone, roles, typed } - the address as it is compared, what the search box has to hold, what
// the row has to have become, and whether it is told ("forgotten") where the box holds something else than was typed.
const keyOf = email => (email ?? '').normalize().toLowerCase();

const listOf = kind => find(kind === 'pending' ? 'pending.list' : 'members.list');

// A list that is being searched may still show what it showed before.
function isOfQuery(row, query) {
  const wanted = query.toLowerCase();
  return [row.email, row.name].some(text => (text ?? '').toLowerCase().includes(wanted));
}

function hasBecome(matches, { gone, roles }) {
  if (gone) return matches.length === 0;
  return !roles?.length || (matches.length > 0 && matches.every(row => roles.includes(row.role)));
}

// A list that is being drawn anew may show nobody, or people without addresses: only a list of others tells that somebody is gone.
const isHalfDrawn = (list, rows) => rows.length === 0 || peopleIn(list).length > rows.filter(row => row.email).length;

const isStill = el => el.scrollHeight <= el.clientHeight + 4;

// A switch of the page's own, or a box that looks like one.
function switchState() {
  const el = find('members.require2fa')[0]?.el;
  if (!el) return null;
  const told = el.getAttribute('aria-checked');
  return told ?? (typeof el.checked === 'boolean' ? String(el.checked) : null);
}

function person(seen) {
  const wantedPerson = request.person;
  const lists = listOf(request.page);
  const search = find('members.search')[0]?.el;
  const query = wantedPerson.query ?? '';
  // A page that is drawn anew may forget what was typed before it took it up: it would wait for that for ever.
  if ((search?.value ?? '') !== query) return search && wantedPerson.typed ? 'forgotten' : 'busy';
  if (!lists.length && !query && !sees(request.page === 'pending' ? 'pending.empty' : 'members.empty')) {
    seen.missing = `${request.page === 'pending' ? 'pending' : 'members'}.list`;
    return 'busy';
  }
  // A switch that cannot be read cannot be watched. The list of invitations need not show it.
  if (request.page !== 'pending' && map.landmarks['members.require2fa'] && switchState() === null) {
    seen.missing = 'members.require2fa';
    return 'busy';
  }
  const found = { rows: [], placeholders: 0 };
  let mode = 'full';
  if (lists.length === 1) {
    const list = lists[0].el;
    Object.assign(found, rowsOf(list, columnsOf(list, map.columns[request.page])));
    mode = listMode(list);
    // A window that shows everybody there is, and that nothing has to be scrolled in, is the whole list.
    if (mode === 'virtual' && found.rows.length === totalOf(list) && [list, list.parentElement ?? list].every(isStill)) mode = 'full';
  }
  if (found.placeholders || (query && !found.rows.every(row => isOfQuery(row, query)))) return 'busy';
  if (wantedPerson.gone && lists.length === 1 && isHalfDrawn(lists[0].el, found.rows)) return 'busy';
  const matches = found.rows.filter(row => keyOf(row.email) === wantedPerson.key);
  seen.person = { mode, lists: lists.length, matches, twoFactorSwitch: switchState(), range: rangeOf() };
  return hasBecome(matches, wantedPerson) ? 'ready' : 'busy';
}

// Whether an address may be an element's: by its text alone, for nobody else's row is worth being read. One that is cut short may be anybody's.
function mayTell(el, key) {
  const text = el.textContent.normalize().toLowerCase();
  return text.includes(key) || /…|\.\.\./u.test(text);
}

// The rows or cards of an address themselves, for what is used in them.
function rowsOfAddress(page, key) {
  const list = listOf(page)[0]?.el;
  if (!list) return [];
  const read = readerOf(list, columnsOf(list, map.columns[page]));
  return peopleIn(list).filter(el => mayTell(el, key) && !isPlaceholder(el) && keyOf(read(el).email) === key);
}
