"""How does a mention stand beside the others of its note? A note has one customer and one budget: what leads is likelier. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notes_app.mining.mentions.mention import step

Key = tuple[str, str]
"""A concept and what of a value has to agree."""
OTHER_FIRM: Mapping[str, str] = {"会社名": "競合", "競合": "会社名"}
"""What a firm is if it is not this: whoever is likely one is hardly the other."""
STEPS = (0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
_LEADS = (-0.6, -0.3, -0.1, 0.0, 0.1, 0.3, 0.6)
_COMPARED = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """chances: how likely each value named is by itself; ranked: concept -> (chance, what has to agree), the likeliest first."""

    chances: Mapping[Key, float]
    ranked: Mapping[str, Sequence[tuple[float, str]]]


def standing_of(chances: Mapping[Key, float]) -> Standing:
    """Return the values of a note in their order."""
    ranked: dict[str, list[tuple[float, str]]] = {}
    for (concept, key), chance in chances.items():
        ranked.setdefault(concept, []).append((chance, key))
    return Standing(chances, {concept: sorted(some, reverse=True) for concept, some in ranked.items()})


def signs_beside(standing: Standing, concept: str, key: str) -> tuple[str, ...]:
    """Return how likely a value is told to be, by itself and beside the others of its concept; of a firm, also as what else."""
    if (concept, key) not in standing.chances:
        return ("told by none",)
    chance, some = standing.chances[concept, key], standing.ranked[concept]
    told = step(chance, *STEPS)
    rank = next((at for at, (_, other) in enumerate(some[:_COMPARED]) if other == key), _COMPARED)
    next_to = _best_but(some, key)
    signs = (
        f"told {told}", f"rank {rank}", f"told {told} rank {min(rank, 1)}",
        f"beside the next {step(chance - next_to, *_LEADS)}", f"told {told} beside {step(next_to, 0.1, 0.3, 0.6)}",
    )  # fmt: skip
    if concept not in OTHER_FIRM:
        return signs
    turned = OTHER_FIRM[concept]
    as_other, others = standing.chances.get((turned, key), 0.0), _best_but(standing.ranked.get(turned, ()), key)
    return (
        *signs, f"as {turned} {step(as_other, *STEPS)}", f"told {told} as other {step(as_other, 0.1, 0.35, 0.65)}",
        f"another {turned} {step(others, *STEPS)}",
    )  # fmt: skip


def _best_but(ranked: Sequence[tuple[float, str]], key: str) -> float:
    """Return the chance of the likeliest other value, 0 where there is none."""
    return next((chance for chance, other in ranked[:2] if other != key), 0.0)
