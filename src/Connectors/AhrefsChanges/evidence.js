// Tells in words what a picture is about: the rows of one address, what is open over the page, and what the page says of the list.
// Nobody else's row is told. Expects `request`: { page, key }.
const ofTag = { TR: 'row', TD: 'cell', TH: 'cell', LI: 'listitem', P: 'paragraph' };
const leaves = [
  'heading', 'link', 'button', 'tab', 'status', 'alert', 'switch', 'menuitem', 'radio', 'combobox', 'textbox', 'searchbox', 'cell', 'gridcell', 'rowheader', 'paragraph',
];
const roleOf = el =>
  el.getAttribute('role') ?? ofTag[el.tagName] ?? leaves.find(role => selectors[role] && el.matches(selectors[role])) ?? (el.matches(selectors.dialog) ? 'dialog' : null);

function outline(root) {
  const lines = [];
  const walk = (node, depth) => {
    const indent = '  '.repeat(depth);
    if (node.nodeType === 3 && clean(node.data)) lines.push(`${indent}- text: ${clean(node.data)}`);
    if (node.nodeType !== 1 || !shown(node)) return;
    const role = roleOf(node);
    const isLeaf = leaves.includes(role);
    // What was typed is nobody's business; what a control is called is told.
    const name = !role ? '' : nameOf(node) || (isLeaf && !node.matches('input,select,textarea') ? clean(node.textContent) : '');
    if (role) lines.push(`${indent}- ${role}${name ? ` "${name}"` : ''}`);
    if (!isLeaf) node.childNodes.forEach(child => walk(child, role ? depth + 1 : depth));
  };
  walk(root, 0);
  return lines;
}

const rows = rowsOfAddress(request.page, request.key);
const dialogs = everywhere(selectors.dialog).filter(shown);
const ofList = ['members.headerCount', 'members.tabConfirmed', 'members.tabPending'].flatMap(key => find(key)).flatMap(hit => outline(hit.el));
const search = find('members.search')[0]?.el.value;
return [
  ...ofList, ...(search ? [`- searched for: ${search}`] : []), `- rows of the address: ${rows.length}`, ...rows.flatMap(outline), ...dialogs.flatMap(outline),
].join('\n').slice(0, 20000);
