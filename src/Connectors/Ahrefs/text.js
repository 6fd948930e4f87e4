// Tells all that the page says, in all of its parts, shown or not.
return parts.map(part => (part.root.body ?? part.root).textContent ?? '').join('\n');
