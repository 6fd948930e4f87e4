// Gives the one control in the one row of an address, or how many there are. Expects `request`: { page, key, control }.
const rows = rowsOfAddress();
if (rows.length !== 1) return rows.length;
// A control that names somebody names this person.
const controls = findAll(map.landmarks[request.control], rows[0]).filter(hit => !hit.value.includes('@') || keyOf(hit.value) === request.key);
return controls.length === 1 ? controls[0].el : controls.length;
