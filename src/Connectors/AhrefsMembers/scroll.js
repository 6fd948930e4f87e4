// Scrolls through a virtual list and reads what comes into view, for at most `budgetMs`; then tells how far it came,
// so that the caller can report and be cancelled. Rows are recycled: each is read in one piece, at once.
// Expects `request`: { page, from, budgetMs, waitMs }.
const list = find(request.page === 'pending' ? 'pending.list' : 'members.list')[0]?.el;
if (!list) return JSON.stringify({ state: 'gone', rows: [], next: request.from });

function scrollerOf(el) {
  const inner = [...el.querySelectorAll('*')].slice(0, 50).find(e => e.scrollHeight > e.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(e).overflowY));
  for (let at = inner ?? el; at; at = at.parentElement)
    if (at.scrollHeight > at.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return document.scrollingElement;
}

const columns = columnsOf(list, map.columns[request.page]);
const total = Number(list.getAttribute('aria-rowcount')) - 1;
const scroller = scrollerOf(list);
const read = new Map();
const frame = () => new Promise(done => requestAnimationFrame(done));
const started = performance.now();
let next = request.from;
let moved = started;
let overscan = 0;

// Row indexes count the header as 1, so the first person's row is 2.
function take() {
  const before = next;
  for (const element of list.querySelectorAll('[role=row][aria-rowindex]')) {
    const index = Number(element.getAttribute('aria-rowindex'));
    if (index < 2 || read.has(index) || index < next + 2 || isPlaceholder(element)) continue;
    const row = rowOf(element, columns);
    if (row.email) read.set(index, row);
  }
  while (read.has(next + 2)) next++;
  return next > before;
}

// How many rows above the window the list keeps drawn tells how far one step may go without missing any.
function firstDrawn() {
  const drawn = [...list.querySelectorAll('[role=row][aria-rowindex]')].map(el => Number(el.getAttribute('aria-rowindex')) - 2).filter(index => index >= 0);
  return Math.min(...drawn);
}

function interrupted() {
  return sees('session.loginDialog') || sees('login.password') || unknownDialog() !== null || overlay() !== null;
}

while (next < total) {
  if (take()) {
    moved = performance.now();
    if (interrupted()) break;
    const height = scroller.scrollHeight / (total + 1);
    overscan = Math.max(0, Math.floor(scroller.scrollTop / height) - firstDrawn());
    scroller.scrollTop = (next + overscan) * height;
  } else if (overscan && performance.now() - moved > 1000) {
    // The list draws less above its window than it did: show the wanted row itself.
    overscan = 0;
    scroller.scrollTop = next * (scroller.scrollHeight / (total + 1));
  } else if (performance.now() - moved > request.waitMs || interrupted()) break;
  if (performance.now() - started > request.budgetMs && next > request.from) break;
  if (next < total) await frame();
}
const rows = [...read.values()].filter(row => row.index < next + 2);
const state = next >= total ? 'done' : interrupted() ? 'interrupted' : next > request.from ? 'more' : 'stuck';
return JSON.stringify({ state, rows, next, total });
