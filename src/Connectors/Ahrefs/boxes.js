// Gives every visible element of a landmark. Expects `request`: { key }.
return find(request.key).map(hit => hit.el);
