// Tells whether the open menu is the one of the address's row. Expects `request`: { page, key, control }.
const [row, ...others] = rowsOfAddress();
const ofRow = (el, within) => findAll(map.landmarks[request.control], within).some(hit => hit.el === el);
const expanded = [...document.querySelectorAll('[aria-expanded=true]')].filter(el => {
  const within = el.closest('tr,[role=row]');
  return within && ofRow(el, within);
});
const menus = [...document.querySelectorAll(selectors.menu)].filter(shown);
if (!row || others.length || menus.length > 1) return false;
return expanded.length ? expanded.length === 1 && row.contains(expanded[0]) : menus.length === 1 && row.contains(menus[0]);
