// Finds landmarks as a person or a screen reader does: by role and accessible name, never by class or position.
// Expects `map` (the page map). Read only: nothing here changes the page.
const selectors = {
  heading: 'h1,h2,h3,h4,h5,h6,[role=heading]', link: 'a[href]:not([role]),[role=link]',
  button: 'button:not([role]),input[type=submit],input[type=button],[role=button]', tab: '[role=tab]',
  status: 'output,[role=status]', alert: '[role=alert]', list: 'ul:not([role]),ol:not([role]),[role=list]', table: 'table:not([role]),[role=table]', grid: '[role=grid]',
  dialog: 'dialog[open]:not([role]),[role=dialog],[role=alertdialog],[aria-modal=true]', main: 'main,[role=main]',
  banner: 'body header,[role=banner]', navigation: 'nav,[role=navigation]', region: 'section,[role=region]', form: 'form,[role=form]',
  group: 'fieldset,[role=group]', menu: '[role=menu]', menuitem: '[role=menuitem]', menuitemradio: '[role=menuitemradio]',
  searchbox: 'input[type=search],[role=searchbox]', textbox: 'input:not([type]),input[type=text],input[type=email],textarea,[role=textbox]',
  checkbox: 'input[type=checkbox]:not([role]),[role=checkbox]', complementary: 'aside:not([role]),[role=complementary]', toolbar: '[role=toolbar]',
  radio: 'input[type=radio],[role=radio]', combobox: 'select,[role=combobox]', listitem: 'li,[role=listitem]', switch: '[role=switch]', term: 'dt,[role=term],th[scope=row],[role=rowheader]', text: 'p,span,div,li,dd,td,strong,output',
  paragraph: 'p,[role=paragraph]', frame: 'iframe',
};
const fromContent = 'h1,h2,h3,h4,h5,h6,a,button,[role=heading],[role=link],[role=button],[role=tab],[role^=menuitem],dt,th,[role=term],[role=rowheader],[role=columnheader]';
let language, words;

// The language is looked at anew each time: a person may change the setting while the page is open.
function detectLanguage() {
  language = (document.documentElement?.lang || map.defaultLanguage).toLowerCase().split('-')[0];
  words = map.languages[language];
}

// A page's parts: its document, and what that holds of frames of its own origin and of open shadow roots. People's rows hold none
// and are passed over, so that a page without further parts costs no walk through thousands of people.
const rowGroups = 'tbody,[role=rowgroup],tr,[role=row],li,[role=listitem]';
let parts = [];

function lookAround() {
  parts = [];
  partsOf(document, []);
}

function partsOf(root, holders) {
  parts.push({ root, holders });
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT, el => (el.matches(rowGroups) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  while (walker.nextNode()) {
    const el = walker.currentNode;
    const inner = el.shadowRoot ?? (el.tagName === 'IFRAME' ? frameOf(el) : null);
    if (inner) partsOf(inner, [...holders, el]);
  }
}

// The browser gives out no document of another origin. A frame that shows nothing to anybody is no part of the page, whatever it holds.
function frameOf(el) {
  const inner = el.contentDocument;
  return inner?.defaultView?.origin === origin && isInSight(el) ? inner : null;
}

const leastSight = 10;

// What lies below or to the right may be scrolled to; what lies above the page or left of it may not.
function isInSight(el) {
  const { left, top, right, bottom } = unclipped(el);
  const { scrollX, scrollY } = el.ownerDocument.defaultView;
  return Math.min(right - left, bottom - top, right + scrollX, bottom + scrollY) >= leastSight && el.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

// What is left of an element's box by what lies around it and cuts it off for good. What scrolls may be scrolled to.
function unclipped(el) {
  let { left, top, right, bottom } = el.getBoundingClientRect();
  for (let around = el.parentElement ?? el.getRootNode().host; around && !around.matches('html,body'); around = around.parentElement ?? around.getRootNode().host) {
    if (!/hidden|clip/.test(getComputedStyle(around).overflow)) continue;
    const box = around.getBoundingClientRect();
    [left, top, right, bottom] = [Math.max(left, box.left), Math.max(top, box.top), Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  return { left, top, right, bottom };
}

// An element's own part, and the parts that lie within it.
const holdersOf = el => (parts.length > 1 ? parts.find(part => part.root === el.getRootNode())?.holders ?? [] : []);
const scopesIn = el => (parts.length > 1 ? [el, ...parts.filter(part => part.holders.some(holder => el.contains(holder))).map(part => part.root)] : [el]);
const everywhere = selector => parts.flatMap(part => [...part.root.querySelectorAll(selector)]);
const above = el => el.parentElement ?? el.getRootNode().host ?? el.ownerDocument.defaultView?.frameElement ?? null;
const byId = (el, id) => el.getRootNode().getElementById?.(id) ?? null;

const clean = text => (text ?? '').replace(/\s+/g, ' ').trim();

// Whether an element is shown depends on the style of the whole page, and thousands of people make that dear. A look on trust
// takes for shown what nothing but a style could hide: so it never misses what is shown, and may be told what is not.
let trust = null;

// An open dialog may hide the page behind it from whoever does not see it; what lies there is looked at all the same where this is set.
let behind = false;

const shown = el => isShown(el) && holdersOf(el).every(isShown);

function isShown(el) {
  if (!behind && el.closest('[aria-hidden=true],[inert]')) return false;
  if (!trust) return el.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  if (el.closest('[hidden]')) trust.doubted = true;
  return true;
}

function onTrust(work) {
  trust = { doubted: false };
  try {
    const result = work();
    return trust.doubted ? null : result;
  } finally {
    trust = null;
  }
}

function nameOf(el) {
  const by = el.getAttribute('aria-labelledby');
  if (by) return clean(by.split(/\s+/).map(id => byId(el, id)?.textContent ?? '').join(' '));
  const label = clean(el.getAttribute('aria-label'));
  if (label) return label;
  if (el.labels?.length) return clean([...el.labels].map(l => l.textContent).join(' '));
  if (el.tagName === 'TABLE') return clean(el.caption?.textContent);
  if (el.tagName === 'INPUT') return clean(el.value && el.type === 'submit' ? el.value : el.placeholder);
  if (el.matches(fromContent)) return clean(el.textContent);
  return clean(el.getAttribute('title'));
}

// What a candidate is told by: the name of what has one, else the text that is shown.
const spoken = (el, candidate) => ['text', 'status', 'alert', 'paragraph', undefined].includes(candidate.role) ? clean(el.textContent) : nameOf(el);
const perLanguage = texts => texts?.[language] ?? texts?.['*'];

// The part of the text that the candidate asks for, or null where the element is not meant.
function value(el, candidate) {
  const text = spoken(el, candidate);
  if (!candidate.names && !candidate.patterns) return candidate.role === 'term' ? null : text;
  if (perLanguage(candidate.names)?.includes(text)) return candidate.role === 'term' ? clean(el.nextElementSibling?.textContent) : text;
  for (const pattern of perLanguage(candidate.patterns) ?? []) {
    const match = new RegExp(pattern, 'u').exec(text);
    if (match) return candidate.role === 'term' ? clean(el.nextElementSibling?.textContent) : match.groups?.value ?? match[0];
  }
  return null;
}

// What one look has found already, and the elements outside of the people's rows. Both hold only while the look lasts,
// in which nothing changes the page.
let memo = null;
let outside = null;

function inOneLook(work) {
  memo = new Map();
  try {
    outside = outsideOfRows();
    return work();
  } finally {
    memo = outside = null;
  }
}

// Thousands of people are tens of thousands of elements and no landmark: they are left out as a whole.
function outsideOfRows() {
  const lists = [...find('members.list'), ...find('pending.list')].map(hit => hit.el);
  if (!lists.length) return null;
  const isRows = el => el.matches('tbody,[role=rowgroup],[role=row],li,[role=listitem]') && lists.some(list => list !== el && list.contains(el));
  const kept = new Set();
  for (const { root } of parts) {
    kept.add(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT, el => (isRows(el) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    while (walker.nextNode()) kept.add(walker.currentNode);
  }
  return kept;
}

// A dialog may be put anywhere, even into a row, and a row's menu is; so may what a tag and its attributes tell, such as a box for a code.
const anywhere = ['dialog', 'menu', 'menuitem'];

function elementsIn(scope, candidate) {
  const selector = candidate.css ?? selectors[candidate.role];
  if (!outside?.has(scope) || candidate.css || anywhere.includes(candidate.role)) return [...scope.querySelectorAll(selector)];
  return [...outside].filter(el => el !== scope && el.nodeType === Node.ELEMENT_NODE && scope.contains(el) && el.matches(selector));
}

// Every visible match of the first candidate that has any; more than one is for the caller to refuse.
function findAll(candidates, scope) {
  for (const candidate of candidates ?? []) {
    const scopes = candidate.within ? find(candidate.within).map(hit => hit.el) : [scope ?? document];
    let found = [...new Set(scopes.flatMap(scopesIn).flatMap(within => elementsIn(within, candidate)))];
    if (candidate.level) found = found.filter(el => Number(el.getAttribute('aria-level') ?? el.tagName[1]) === candidate.level);
    if (candidate.selected) found = found.filter(el => el.getAttribute('aria-selected') === 'true' || el.hasAttribute('aria-current'));
    if (candidate.has) found = found.filter(el => el.querySelector(candidate.has));
    let hits = found.map(el => ({ el, value: value(el, candidate) })).filter(hit => hit.value !== null && shown(hit.el));
    // Of nested elements with the same text, the innermost is the one that shows it.
    if (candidate.role === 'text') hits = hits.filter(hit => !hits.some(other => other !== hit && hit.el.contains(other.el)));
    if (hits.length) return hits;
  }
  return [];
}

// Two parts that each have a main one contradict each other, and neither is taken for the page.
const mains = () => new Set(findAll(map.landmarks['page.main']).map(hit => hit.el.getRootNode())).size;

function find(key) {
  let hits = memo?.get(key);
  if (!hits) {
    hits = key === 'page.main' && parts.length > 1 && mains() > 1 ? [] : findAll(map.landmarks[key]);
    memo?.set(key, hits);
  }
  return hits;
}

const sees = key => find(key).length > 0;

// The known overlay that lies on top, if any is open: one below another cannot be closed yet.
function overlay() {
  const open = map.overlays.filter(known => findAll(known.find).length);
  return (open.find(onTop) ?? open[0])?.name ?? null;
}

function onTop(known) {
  const within = findAll(known.find)[0]?.el;
  const close = findAll(known.close, within)[0]?.el;
  if (!close) return false;
  const { left, top, width, height } = close.getBoundingClientRect();
  return close.contains(close.getRootNode().elementFromPoint(left + width / 2, top + height / 2));
}

// A dialog that nobody told us about: its name, or the beginning of its text.
function unknownDialog() {
  const dialog = everywhere(selectors.dialog).find(shown);
  return dialog ? (nameOf(dialog) || clean(dialog.textContent)).slice(0, 80) || 'unnamed' : null;
}

lookAround();
detectLanguage();
