"""notes-app: minutes first; a template and a CRM schema grow out of them."""
