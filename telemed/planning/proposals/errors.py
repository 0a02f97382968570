"""Why a proposal is not made, changed or applied."""

from telemed.kit.errors import Conflict, Gone, Invalid, NotFound


class NoSuchProposal(NotFound):
    slug, title = "not-found", "There is no such thing, or it is not yours"


class ProposalOutdated(Conflict):
    """`changes` say what is different now, `proposal` is the fresh one. Nothing was changed but the proposal."""

    slug, title = "proposal-outdated", "Something has changed since this was worked out"


class ProposalDone(Conflict):
    slug, title = "proposal-done", "This proposal was applied or put away already"


class PlaceRefused(Conflict):
    """`reason_code`: `taken` (not free any more), `chosen` (another visit of this proposal goes there), `person_busy`."""

    slug, title = "place-refused", "The visit cannot go there"


class PlaceImpossible(Invalid):
    """`reason_code`: `not_on_offer`, `past`, `too_soon`, `too_far`, `misaligned`, or `not_movable` (it has begun)."""

    slug, title = "place-impossible", "A visit cannot be held there"


class NothingToAnswer(Gone):
    slug, title = "nothing-to-answer", "The visit has changed since; nothing is asked about it any more"
