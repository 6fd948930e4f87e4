// Gives the one control in the one row of an address, or how many there are. Expects `request`: { page, key, control }.
const list = listOf(request.page)[0]?.el;
const columns = list ? columnsOf(list, map.columns[request.page]) : {};
const elements = !list ? [] : list.tagName === 'TABLE' ? [...list.tBodies].flatMap(b => [...b.rows]) : [...list.querySelectorAll('[role=row]')];
const rows = elements.filter(el => !el.lastElementChild?.matches('[role=columnheader],th[scope=col]') && !isPlaceholder(el) && keyOf(rowOf(el, columns).email) === request.key);
if (rows.length !== 1) return rows.length;
// A control that names somebody names this person.
const controls = findAll(map.landmarks[request.control], rows[0]).filter(hit => !hit.value.includes('@') || keyOf(hit.value) === request.key);
return controls.length === 1 ? controls[0].el : controls.length;
