"""English names of people and companies, told apart by how companies' names end. Pure, on folded text."""

from __future__ import annotations

import re
from functools import lru_cache

FIRST_WORDS = frozenset(
    "I He She We They It You The This That These Those A An And But Or So If When Once While After Before Because As At By For From In Into Of On Off Over To Up With Without Not No Yes Our My His Her Their Its Your There Here Then Than Now Next Last Late Early Mid End Also Still Only Just Even Both Each Every Any Some All Most Many Much More Few Other Another Such "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thurs Fri Sat Sun January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Q1 Q2 Q3 Q4 Today Tomorrow Yesterday Morning Afternoon Evening "
    "Meeting Call Visit Notes Note Agenda Action Actions Summary Attendees Kickoff Proposal Follow First Second Third Initial Site Demo Discovery Weekly Monthly Daily Quarterly Zoom Teams Google Meet Discussion Review Sales Customer Client PoC Budget Project Decision Pricing Trial Pilot Contract Phone Email Mail Regards Best Cheers Thanks Hi Hello Dear Good Great Well Fine Sure Okay OK Rain Rained Sunny Cold Warm Short Quick Back Drove Went Called Calling Visited Visiting Rang Phoned Emailed Update Report Saw Met Spoke Lost Won Sent Got Have Had Has Is Was Were Will Would Could Should Can May Might Must Do Does Did Let Please "
    "Japan Tokyo Osaka Kyoto Nagoya Yokohama Kobe Kawasaki Chiba Saitama Fukuoka Sapporo Sendai Hiroshima London Paris Berlin Singapore Hong Kong China Asia Europe America Australia India UK US USA EU North South East West Christmas Easter Golden New Year Street Road Lane Avenue Park Station Airport Hall Tower Building Floor Room Office Plant Factory Warehouse "
    "CEO CFO COO CTO CIO MD VP HR IT QA PO NDA RFP RFQ SLA ERP CRM VAT JPY USD EUR GBP Mr Mrs Ms Dr Prof Sir Money Why Who What Where How Which Whose Price Cost Odds Stage Phase Status Want Wants Need Needs Pain Spend Signs Start Grumble Annual Payment Delivery Order Quote Sample Samples Service Support Team Board".split()
)
"""Capitalised words that begin no name."""

_MAY_BE_NAMES = frozenset({"Will", "May", "Park", "Hall", "Golden", "Easter", "Sunny", "Rain"})
_CONTRACTED = re.compile(r"[A-Z][a-z]*n['’]t|[A-Z][a-z]*['’](?:ve|ll|re|d|m)")
_NUMBERS = frozenset("One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Twenty Thirty Forty Fifty Hundred Once Twice Half".split())


def is_plain_word(word: str) -> bool:
    """Return whether a single capitalised word is a word of every sentence and no name: Well, No, We've, Nine."""
    return (word in FIRST_WORDS and word not in _MAY_BE_NAMES) or word in _NUMBERS or bool(_CONTRACTED.fullmatch(word))


_TAIL = (
    "Works|Mills?|Nurser(?:y|ies)(?: Schools?)?|Joinery|Biologics|Dental|Ferries|Foods?|Pumps?|Services?|Instruments?|Ceramics|Optics|Insurance|Hotels?|Coffee|Roasters|Candles|Bioscience|Biosciences|Biotech|Skincare|Cosmetics|Marine|Parts|Freight|Cargo|Packaging|Cartons?|Boards?|Paper|Papers|Print|Printing|Printers|Press|Textiles?|Fabrics?|Furniture|Interiors|Kitchens?|"
    "Bakery|Bakeries|Brewery|Breweries|Brewing|Distillery|Distillers|Dairy|Dairies|Farms?|Orchards?|Seeds|Fisheries|Seafoods?|Meats|Bakehouse|Catering|Restaurants?|Retail|Stores?|Supermarkets?|Outfitters|Apparel|Clothing|Shoes|Footwear|Jewellers|Jewelry|Toys|Games|Studios?|Media|Publishing|Publishers|Books|Broadcasting|Designs?|Architects|Builders|Building|Homes|Properties|Estates?|Realty|"
    "Engineering|Engineers|Tooling|Tools|Machines|Machinery|Machining|Castings?|Forge|Foundry|Steel|Steels|Metals?|Alloys|Plastics|Polymers|Chemicals?|Coatings|Paints|Glass|Cement|Aggregates|Mining|Energy|Power|Solar|Gas|Oil|Water|Utilities|Telecom|Networks?|Software|Data|Analytics|Robotics|Automation|Controls|Sensors|Semiconductors?|Electronics|Components|Batteries|Lighting|Automotive|Autos?|Cars|Trucks|Tyres|Tires|Rail|Railways?|Airways|Airlines?|Aerospace|Aviation|Shipping|Lines?|Ports|Haulage|Transport|Couriers?|Storage|Warehousing|Supplies|Supply|Distribution|Distributors|Wholesale|Imports?|Exports?|"
    "Trust|Capital|Ventures|Investments?|Finance|Financial|Advisors|Advisers|Associates|Consulting|Consultants|Consultancy|Learning|Academy|Schools?|College|Institute|Training|Staffing|Recruitment|Care|Health|Healthcare|Dental|Vets|Veterinary|Pharmacy|Pharma|Pharmaceuticals|Diagnostics|Devices|Therapeutics|Sciences|Life|Labs?|Laboratories|Research|Society|Association|Council|Authority|Agency|Foundation|Club|Gyms?|Fitness|Sports|Leisure|Travel|Tours|Resorts?|Inns|Spa|Events|Theatre|Museum|Gallery|"
    "Hospitals?|Clinics?|University|Group|Holdings|Industries|Logistics|Systems?|Partners|Bank|Technologies|Technology|Tech|Solutions|Manufacturing|Electric|Electrical|Motors|Trading|Construction|Medical|Carriers|Couriers|Gin|Wines?|Spirits|Teas?|Spices|Snacks|Drinks|Beverages|Ingredients|Provisions|Produce|Growers|Nurseries|Gardens|Timber|Joinery|Flooring|Windows|Doors|Roofing|Plumbing|Heating|Cooling|Cleaning|Laundry|Security|Safety|Signs|Labels|Films|Foils|Tubes|Pipes|Valves|Bearings|Gears|Springs|Fasteners|Cables|Wire|Hoists|Cranes|Lifts|Elevators|Scales|Ovens|Boilers|Turbines?|Filters|Compressors"
)
_FORM = r"Inc\.?|Corp\.?|Corporation|Co\.?,?\s?Ltd\.?|Co\b\.?|Ltd\.?|Limited|LLC|LLP|PLC|plc|KK|K\.K\.?|GmbH|AG|AB|Oy|NV|BV|SpA|S\.A\.?|Pty|Company|& Co\.?|& Sons|Bros\.?|Brothers"
_WORD = r"[A-Z][\w’'-]*"
COMPANY = (
    rf"{_WORD}(?:\s(?:&\s|of\s)?{_WORD}){{0,3}}?\s(?:{_TAIL}|{_FORM})(?:\s(?:{_TAIL}|Japan|Asia|UK|Europe|Pacific|International|Nippon|{_FORM}))*(?![\w’'])"
    rf"|{_WORD}\s&\s{_WORD}(?!\w)"
)
_COMPANY = re.compile(rf"\b(?:{COMPANY})")
_PART = r"(?:(?:Mc|Mac|[ODL]['’])(?=[A-Z]))?[A-Z][a-z’']+(?:-[A-Z]?[a-z’']+)*"
NAME = rf"\b{_PART}(?:\s(?:van|de|von|da)?\s?{_PART}){{0,2}}\b"


_TRADE = re.compile(rf"(?:{_TAIL}|{_FORM})", re.IGNORECASE)


def is_trade_word(word: str) -> bool:
    """Return whether a word, whatever its capitals, is one that companies' names end in (services, school, ltd)."""
    return bool(_TRADE.fullmatch(word))


_MORE = re.compile(r"\s(?:of\s|&\s)?(?P<word>[A-Z][a-z][\w’-]*)(?!\w|['’]s)")


def _whole(text: str, end: int) -> int:
    """Return where a name ends that goes on behind the word of its trade: Copper Kettle Coffee House, Vale Water Board."""
    for _ in range(2):
        more = _MORE.match(text, end) if text[end - 1] != "." else None
        if not more or more["word"] in FIRST_WORDS or more["word"].endswith(("'s", "’s")):
            break
        end = more.end()
    return end


_WORKS_AT = re.compile(rf"{_WORD}\s(?!(?:{_TAIL})\s)[A-Z][a-z’'-]+\sof\s(?=\S+\s\S)")
"""Ann Lee of Ridgeway & Sons: who works there is no part of the name; Royal Bank of Vale Ltd is whole."""


@lru_cache(maxsize=512)
def find_english_companies(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of company names in the first 1,500 characters of an English sentence."""
    found = []
    text, at = text[:1500], 0
    while match := _COMPANY.search(text, at):
        start, at = match.start(), match.end()
        words = match[0].split()
        while words and words[0] in FIRST_WORDS and not (words[0] == "The" and len(words) > 2):
            start += len(words[0]) + 1
            words = words[1:]
        if employer := _WORKS_AT.match(" ".join(words)):
            start += employer.end()
            words = match[0][start - match.start() :].split()
        if len(words) >= 2 and start < match.end():
            at = _whole(text, match.end())
            found.append((start, at))
        elif start > match.start() and words:
            at = start  # First Orchard & Fell LLP: the name begins behind the first word
    return tuple(found)
