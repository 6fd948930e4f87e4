// Gives a control of one person, or how many there are; -1 where it is not proven whose it is. Expects `request`: a step of one person,
// as controls.js says, and `part`: "first" for what is in the row, "last" for what the step ends with.
const [row, ...others] = rowsOfAddress(request.page, request.key);
if (!row) return 0;
if (others.length) return others.length + 1;
return request.part === 'first' ? oneOf(inRow(firstOf(request)[request.way], row, request.key)) : lastOf(row, request);
