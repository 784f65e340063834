"""Classes of English words: that somebody was met, that a firm quotes or is used, who decides, who is us. Pure.

What one writer says with "popped in to see" another says with "sat down with": the class tells what no single word is frequent enough to.
"""

from __future__ import annotations

from collections.abc import Mapping

_CLASSES = {
    "meet": "met meet meeting meets saw see seen seeing visit visited visiting visits spoke speak spoken talk talked talking sat lunch lunched coffee tour toured hosted caught demo demoed walked walkthrough presented presentation interviewed greeted welcomed joined",
    "phone": "rang ring ringing rung phoned phone phones called call calls calling calls dialled voicemail text texted mailed emailed email wrote",
    "go": "drove drive went going gone go popped pop dropped drop stopped stop called been came come back left visited arrived swung nipped over round",
    "quote": "quote quoted quotes quoting quotation bid bids bidding tender tendered tendering price prices priced pricing offer offered offering offers pitched pitch pitching proposal undercut undercuts matched match cheaper dearer lower asking asks charge charges charged demo demos sniffing trial trialled",
    "use": "use uses using used buy buys buying bought rent rents rented lease leases leased incumbent current currently existing supplier suppliers supplied supplies supply runs run running installed provider vendor vendors contract service serviced present since already today",
    "rival": "rival rivals competitor competitors competition competing compete against versus vs other others another alternative alternatives also else instead rather both between than shortlist shortlisted",
    "win": "won win wins winning lost lose loses losing beat beats beaten chose choose chosen picked picks preferred awarded award out ahead withdrew pulled dropped gone",
    "switch": "switch switched switching replace replaced replacing replacement leave leaving dump ditch ditched moving fed unhappy hate hates hated tired sick annoyed",
    "decide": "sign signs signed signing signature signoff decide decides decided decision decisions approve approves approved approval final nod pen okay ok okays boss authority authorise blessing bless veto vote votes voted say yes permission agree agrees purse chair chaired chairs casting",
    "money": "budget budgets budgeted spend spending cost costs money cap ceiling limit afford figure number amount value worth price priced quote quoted total allowance pot purse funds funding capital annual yearly monthly month year fee fees deal order contract",
    "odds": "odds chance chances chanced gut feel feeling feels confidence probability likelihood prospect reckon likely temperature forecast percent",
    "next": "next again follow back then booked fixed agreed diary pencilled appointment until return returning reconvene",
    "do": "send sends prepare draft bring get give check confirm write share owe owes promised promise homework action todo job chase ask arrange book revise update",
    "us": "we us our ours me my mine ourselves myself",
    "them": "they them their theirs he she him her his hers",
    "time": "yesterday today tomorrow morning afternoon evening monday tuesday wednesday thursday friday mon tue tues wed thu thurs fri week weeks month last noon lunchtime",
    "post": "manager director head owner boss buyer lead chief engineer supervisor foreman assistant secretary partner chef matron clerk officer president controller bursar principal superintendent founder deputy colleague planner nurse daughter son wife husband brother sister father mother dad mum",
    "not": "not never nobody neither no without off away sick absent holiday leave missed couldn't",
}  # fmt: skip
CLASS_OF: Mapping[str, tuple[str, ...]] = {}
for _name, _words in _CLASSES.items():
    for _word in set(_words.split()):
        CLASS_OF[_word] = (*CLASS_OF.get(_word, ()), _name)  # type: ignore[index]
SIGNS_OF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    where: {word: tuple(f"{where} says {name}" for name in names) for word, names in CLASS_OF.items()} for where in ("<", ">", "L", "R")
}
"""Where a word stands (nearest before and behind a mention, before and behind it in its clause) -> word -> what that says."""
