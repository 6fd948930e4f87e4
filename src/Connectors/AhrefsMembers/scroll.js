// Scrolls through a virtual list and reads what comes into view, for at most `budgetMs`; then tells how far it came,
// so that the caller can report and be cancelled. Rows are recycled: each is read in one piece, at once.
// Expects `request`: { page, from, budgetMs, waitMs }.
const list = find(request.page === 'pending' ? 'pending.list' : 'members.list')[0]?.el;
if (!list) return JSON.stringify({ state: 'gone', rows: [], next: request.from });

function scrollerOf(el) {
  const inner = [...el.querySelectorAll('*')].slice(0, 50).find(e => e.scrollHeight > e.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(e).overflowY));
  for (let at = inner ?? el; at && at.ownerDocument === el.ownerDocument; at = above(at))
    if (at.scrollHeight > at.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return el.ownerDocument.scrollingElement;
}

const read = readerOf(list, columnsOf(list, map.columns[request.page]));
const total = totalOf(list);
// A grid's first row is its header.
const lines = isCards(list) ? total : total + 1;
const scroller = scrollerOf(list);
const seen = new Map();
const frame = () => new Promise(done => requestAnimationFrame(done));
const started = performance.now();
let next = request.from;
let moved = started;
let overscan = 0;

// Row indexes count the header as 1, so the first person's row is 2; cards are counted from 1.
const placeOf = element => (isCards(list) ? Number(element.getAttribute('aria-posinset') ?? 0) - 1 : Number(element.getAttribute('aria-rowindex') ?? 0) - 2);

function take() {
  const before = next;
  for (const element of peopleIn(list)) {
    const place = placeOf(element);
    if (place < next || seen.has(place) || isPlaceholder(element)) continue;
    const row = read(element);
    if (row.email) seen.set(place, row);
  }
  while (seen.has(next)) next++;
  return next > before;
}

// How many rows above the window the list keeps drawn tells how far one step may go without missing any.
function firstDrawn() {
  return Math.min(...peopleIn(list).map(placeOf).filter(place => place >= 0));
}

function interrupted() {
  lookAround();
  return sees('session.loginDialog') || sees('login.password') || unknownDialog() !== null || overlay() !== null;
}

while (next < total) {
  if (take()) {
    moved = performance.now();
    if (interrupted()) break;
    const height = scroller.scrollHeight / lines;
    overscan = Math.max(0, Math.floor(scroller.scrollTop / height) - firstDrawn());
    scroller.scrollTop = (next + overscan) * height;
  } else if (overscan && performance.now() - moved > 1000) {
    // The list draws less above its window than it did: show the wanted row itself.
    overscan = 0;
    scroller.scrollTop = next * (scroller.scrollHeight / lines);
  } else if (performance.now() - moved > request.waitMs || interrupted()) break;
  if (performance.now() - started > request.budgetMs && next > request.from) break;
  if (next < total) await frame();
}
const rows = [...seen].filter(([place]) => place < next).map(([, row]) => row);
const state = next >= total ? 'done' : interrupted() ? 'interrupted' : next > request.from ? 'more' : 'stuck';
return JSON.stringify({ state, rows, next, total });
