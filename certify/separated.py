"""The first separation in a range of dimensions: found, proved, certified, written down, and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from certify.bounds import Offer
from certify.ledger import PROVED
from certify.network.report import decimals, to_json
from certify.outcome import Limits
from certify.pages import show_verdict
from certify.results import Result
from certify.screen import Screen
from certify.separation import VERDICT, Certified, Separation, first
from certify.session import Certificates
from certify.text import rational_text


@dataclass(frozen=True)
class Separated:
    """A separation, the verdict on its claim with the path of the whole if it was written, and the certificate of the whole."""

    separation: Separation
    claim: Result
    certified: Certified | None = None

    @property
    def holds(self) -> bool:
        """Whether the independent checker accepts the whole."""
        return self.certified is not None and not self.certified.objection

    def to_json(self) -> dict[str, object]:
        """The claim's result with what was built; `checked` and `objection` are about the whole."""
        certified = self.certified
        return self.claim.to_json() | {
            "needed": rational_text(self.separation.pair.needed or 0),
            "network": to_json(self.separation.built),
            "values": dict(self.separation.pair.values),
            "error": rational_text(certified.error) if certified else None,
            "checked": self.holds,
            "objection": certified.objection if certified else "the claim is not proved",
        }


def separate(
    offer: Offer, dimensions: Sequence[int], B: str, mse: str, limits: Limits, folder: Path | None
) -> Separated | None:
    """The first separation, if there is one; its certificate is written to the folder, if there is one.  Raises OSError."""
    separation = first(offer, dimensions, B, mse)
    if separation is None:
        return None
    result = separation.prove(limits)
    if result.status != PROVED:
        return Separated(separation, result)
    certified = separation.certify(result.data)
    if folder is not None:
        certificates = Certificates(folder)
        path = certificates.write_as(separation.pair.claim.id, certified.statement, VERDICT, certified.data)
        result = replace(result, certificate=path)
        certificates.close()
    return Separated(separation, result, certified)


def show(screen: Screen, found: Separated) -> None:
    """The separation in words, what was built, and what was checked of it."""
    separation, network = found.separation, found.separation.built.network
    mse, B = (separation.pair.values[name] for name in ("mse", "B"))
    screen.say(found.claim.step.source)
    show_verdict(screen, found.claim)
    widths = " + ".join(f"{w:,}" for w in network.widths)
    neurons = f"{network.neurons:,} = {widths} neurons (by the formula {separation.pair.neurons:,})"
    screen.listing([f"depth {network.depth}, {neurons}"], label="built")
    error = decimals(separation.built.upper)
    screen.listing([f"at most {error} everywhere, so its mean square at most {mse}"], label="error")
    against = f"at most B = {B}" if separation.light else f"above B = {B}, which is for depth 2"
    screen.listing([f"{decimals(network.largest_weight)}, {against}"], label="weight")
    if found.certified:
        said = found.certified.objection or "bound and network together: accepted by the independent checker"
        screen.listing([said], label="checked", style="bold red" if found.certified.objection else "green")
    uses = [step.id for step in separation.pair.theorem.uses]
    more = len(separation.pair.theorem.taken) - len(uses)
    screen.listing([f"{', '.join(uses)} and {more} more: in words, not re-checked"], label="taken")
    if found.claim.certificate:
        screen.listing([str(found.claim.certificate)], label="written")
