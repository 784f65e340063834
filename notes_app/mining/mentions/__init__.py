"""What a mention is, by the words around it: a name, an amount or a day said anywhere, weighed by what was counted on marked notes."""
