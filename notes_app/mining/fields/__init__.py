"""From observations counted over many notes to the fields a template may need, with evidence."""
