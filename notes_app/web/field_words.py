"""What fields, findings and decisions are called on screen: the one place that turns their codes
into words.
"""

from __future__ import annotations

from flask_babel import gettext


def type_names() -> dict[str, str]:
    """Return the kinds of value, in the order they are offered."""
    return {
        "text": gettext("Text"),
        "longtext": gettext("Long text"),
        "enum": gettext("Choice"),
        "multi_enum": gettext("Several choices"),
        "bool": gettext("Yes or no"),
        "int": gettext("Whole number"),
        "number": gettext("Number"),
        "percent": gettext("Percent"),
        "money": gettext("Amount"),
        "date": gettext("Date"),
        "datetime": gettext("Date and time"),
        "time": gettext("Time"),
        "person": gettext("Person"),
        "person_list": gettext("People"),
        "company": gettext("Company"),
        "company_list": gettext("Companies"),
        "phone": gettext("Phone number"),
        "email": gettext("E-mail address"),
        "url": gettext("Web address"),
        "action_list": gettext("To-dos"),
        "label_list": gettext("Labels"),
    }


def confidence_names() -> dict[str, str]:
    """Return how sure mining is that something is a field."""
    return {
        "high": gettext("Confidence: high"),
        "medium": gettext("Confidence: medium"),
        "low": gettext("Confidence: low"),
    }


def why_names() -> dict[str, str]:
    """Return the reasons for suggesting a field, each a short phrase."""
    return {
        "widely_used": gettext("written in many notes"),
        "several_authors": gettext("written by several people"),
        "one_author": gettext("written by one person only"),
        "often_empty": gettext("often left empty"),
        "repeats": gettext("asked again and again about the same customers"),
        "known_concept": gettext("a usual field of sales minutes"),
        "said_in_sentences": gettext("also said in plain sentences"),
        "new_label": gettext("a word of your own company"),
    }


def unneeded_names() -> dict[str, str]:
    """Return why a field people write may not be needed."""
    return {
        "always_empty": gettext("Always empty"),
        "never_filled": gettext("Never filled in"),
        "constant": gettext("Always the same value"),
        "metadata_duplicate": gettext("Repeats what the note already knows"),
        "single_author": gettext("One person's habit"),
        "fading": gettext("Used less and less"),
        "duplicate_of": gettext("Says the same as another field"),
    }


def unneeded_advice() -> dict[str, str]:
    """Return what each reason means in one sentence."""
    return {
        "always_empty": gettext("People write the label but nothing after it."),
        "never_filled": gettext("The label stands in the form, and nobody fills it in."),
        "constant": gettext("The value never changes, so it tells nobody anything new."),
        "metadata_duplicate": gettext("Date, writer or customer are known without it."),
        "single_author": gettext("Only one person writes it, and it reads like small talk or housekeeping; the others get along without."),
        "fading": gettext("People have been dropping it by themselves."),
        "duplicate_of": gettext("Another field holds the same values; merging the two may be better."),
    }


def own_key_names() -> dict[str, str]:
    """Return what the keys of a note's own front matter are called, by key."""
    return {
        "title": gettext("Title"),
        "kind": gettext("Kind"),
        "account": gettext("Customer"),
        "contacts": gettext("Contacts"),
        "deal": gettext("Deal"),
        "owner": gettext("In charge"),
        "author": gettext("Writer"),
        "channel": gettext("How"),
        "held_at": gettext("When"),
        "tags": gettext("Tags"),
        "access": gettext("Who may read"),
    }


def drift_names() -> dict[str, str]:
    """Return how the use of a field changes."""
    return {"rising": gettext("Rising"), "fading": gettext("Fading"), "new": gettext("New")}


def challenge_names() -> dict[str, str]:
    """Return why a suggestion that was put aside comes back."""
    return {
        "doubled": gettext("Twice as many notes say it since you decided."),
        "drift": gettext("Its use has been changing since you decided."),
        "review_due": gettext("The day to look at it again has come."),
    }


def choice_names() -> dict[str, str]:
    """Return what the decisions are called."""
    return {
        "keep": gettext("Keep"),
        "drop": gettext("Drop"),
        "watch": gettext("Watch"),
        "merge": gettext("Merge"),
        "rename": gettext("Rename"),
        "split": gettext("Split"),
        "retype": gettext("Change the type"),
        "require": gettext("Make it required"),
        "relax": gettext("Make it optional"),
        "arrange": gettext("Change the order"),
        "undo": gettext("Undo"),
    }


def decided_words(choice: str, label: str) -> str:
    """Return the sentence that confirms a decision."""
    known = {
        "keep": gettext("“%(label)s” is kept.", label=label),
        "drop": gettext("“%(label)s” is dropped.", label=label),
        "watch": gettext("“%(label)s” is put aside for now.", label=label),
        "merge": gettext("“%(label)s” is merged.", label=label),
        "rename": gettext("It is called “%(label)s” now.", label=label),
    }
    return str(known.get(choice, gettext("“%(label)s” is changed.", label=label)))


def drop_reasons() -> tuple[str, ...]:
    """Return the usual reasons to drop a field, to pick from."""
    return (
        gettext("Nobody uses it"),
        gettext("Known from elsewhere"),
        gettext("Too much work to fill in"),
        gettext("Same as another field"),
        gettext("Too personal to keep"),
    )


def watch_reasons() -> tuple[str, ...]:
    """Return the usual reasons to put a field aside."""
    return (
        gettext("Too few notes yet"),
        gettext("Ask the team first"),
        gettext("Wait for the new form of work"),
    )
