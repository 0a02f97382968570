"""What can be refused here."""

from telemed.kit.errors import Invalid


class BadReferral(Invalid):
    slug, title = "bad-referral", "A referral cannot be given like this"
