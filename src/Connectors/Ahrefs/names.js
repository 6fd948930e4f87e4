// Tells the values of every visible element of a landmark. Expects `request`: { key }.
return JSON.stringify(find(request.key).map(hit => hit.value));
